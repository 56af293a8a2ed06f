using System.Globalization;
using System.Net;

namespace WorkerGrains.Tests.Silo;

/// <summary>The silo program in a process of its own, as operators run it.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    // The silo's own output beside that of the tests: the folder that an operator would start.
    private static readonly string s_program = Path.Combine(
        AppContext.BaseDirectory, "..", "..", "WorkerGrains.Silo", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "WorkerGrains.Silo.dll");

    // Seconds of computing, which take long where several silos start at once on a busy machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _state = new();
    private readonly string[] _arguments;

    private SiloProcess(string name, string[] arguments)
    {
        var ports = Ports.Free(3);
        Name = name;
        (HttpPort, SiloPort, ClientPort) = (ports[0], ports[1], ports[2]);
        _arguments =
        [
            "--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HttpPort}"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:SiloPort={SiloPort}"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:PrimarySiloPort={SiloPort}"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:ClientPort={ClientPort}"),
            $"--Cluster:SiloName={name}",
            $"--State:Sqlite:Path={_state.Path}",
            .. arguments,
        ];
        Process = Run(_arguments);
        Http = new HttpClient(new PromisedOutputs()) { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HttpPort}")) };
    }

    public string Name { get; }

    public int HttpPort { get; }

    public int SiloPort { get; }

    public int ClientPort { get; }

    public HttpClient Http { get; }

    /// <summary>The folder of its state, unless its arguments name another.</summary>
    public string StateFolder => _state.Path;

    public ChildProcess Process { get; private set; }

    /// <summary>Starts a silo and waits until it serves.</summary>
    public static async Task<SiloProcess> StartAsync(string name, params string[] arguments)
    {
        var silo = Start(name, arguments);
        try
        {
            await silo.WaitUntilReadyAsync();
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a silo.</summary>
    public static SiloProcess Start(string name, params string[] arguments) => new(name, arguments);

    /// <summary>Runs the program with just these arguments.</summary>
    public static ChildProcess Run(params string[] arguments) =>
        ChildProcess.Start("dotnet", [s_program, .. arguments]);

    /// <summary>Starts the program again, on the same ports.</summary>
    public async Task RestartAsync()
    {
        await Process.DisposeAsync();
        Process = Run(_arguments);
        await WaitUntilReadyAsync();
    }

    /// <summary>Waits until it serves.</summary>
    public Task WaitUntilReadyAsync() => Eventually.TrueAsync(
        async () => !Process.HasExited ? await IsReadyAsync() : throw new InvalidOperationException($"The silo exited:\n{Process.Output}"),
        $"silo {Name} is ready",
        s_patience);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
        _state.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
