using System.Globalization;
using System.Net.Sockets;

namespace WorkerGrains.Tests.Silo;

/// <summary>A Redis of the test's own. Skips the test where Redis is not installed.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _program;
    private readonly string[] _settings;
    private ChildProcess _process;

    private RedisServer(string program, int port, string[] settings)
    {
        (_program, Port, _settings) = (program, port, settings);
        _process = Run();
    }

    public int Port { get; }

    public string Configuration => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>One that forgets when it ends.</summary>
    public static Task<RedisServer> StartAsync() => StartAsync("--appendonly", "no");

    /// <summary>One that has every acknowledged change on its disk.</summary>
    public static Task<RedisServer> StartDurableAsync() => StartAsync("--appendonly", "yes", "--appendfsync", "always");

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts it again after it was ended, on the same port and with what is on its disk.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        _process = Run();
        await Eventually.TrueAsync(AnswersAsync, "Redis answers again");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var program = ChildProcess.Find("redis-server");
        Assert.SkipWhen(program is null, "redis-server is not installed (Debian: apt-get install redis-server).");

        var server = new RedisServer(program!, Ports.Free(1)[0], settings);
        await Eventually.TrueAsync(server.AnswersAsync, "Redis answers");
        return server;
    }

    private ChildProcess Run() => ChildProcess.Start(
        _program, ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--dir", _folder.Path, .. _settings]);

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
