using System.Globalization;
using System.Net.Sockets;

namespace WorkerGrains.Tests.Silo;

/// <summary>A Redis of the test's own. Skips the test where Redis is not installed.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private RedisServer(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public string Configuration => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public static async Task<RedisServer> StartAsync()
    {
        var program = ChildProcess.Find("redis-server");
        Assert.SkipWhen(program is null, "redis-server is not installed (Debian: apt-get install redis-server).");

        var port = Ports.Free(1)[0];
        var server = new RedisServer(
            ChildProcess.Start(program!, "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"), port);
        await Eventually.TrueAsync(server.AnswersAsync, "Redis answers");
        return server;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
