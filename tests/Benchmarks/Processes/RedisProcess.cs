using System.ComponentModel;
using System.Globalization;
using System.Net.Sockets;
using WorkerGrains.Benchmarks.Harness;

namespace WorkerGrains.Benchmarks.Processes;

/// <summary>A Redis server to meet at: the one that runs here, or one started for the purpose.</summary>
internal sealed class RedisProcess : IDisposable
{
    private const int UsualPort = 6379;

    private readonly ChildProcess? _process;

    private RedisProcess(ChildProcess? process, int port)
    {
        _process = process;
        Address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
    }

    public string Address { get; }

    /// <exception cref="SkippedException">None runs and none is installed.</exception>
    public static async Task<RedisProcess> StartAsync()
    {
        if (Answers(UsualPort))
        {
            return new RedisProcess(null, UsualPort);
        }

        try
        {
            var port = FreePort.Find(1)[0];
            var process = ChildProcess.Start("redis-server", "--port", port.ToString(CultureInfo.InvariantCulture), "--save", "", "--appendonly", "no");
            await process.WaitUntilAsync(() => Answers(port));
            return new RedisProcess(process, port);
        }
        catch (Win32Exception)
        {
            throw new SkippedException("no Redis server runs here, and redis-server is not installed.");
        }
    }

    public void Dispose() => _process?.Dispose();

    private static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
