using System.Globalization;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;

namespace WorkerGrains.Benchmarks.Processes;

/// <summary>A silo as an operator runs it, in a cluster of its own unless told otherwise.</summary>
internal sealed class SiloProcess : IDisposable
{
    private SiloProcess(ChildProcess process, int port)
    {
        Process = process;
        Port = port;
    }

    public ChildProcess Process { get; }

    /// <summary>The port of its gateway.</summary>
    public int Port { get; }

    /// <summary>Starts a silo and waits until it answers the request.</summary>
    public static async Task<SiloProcess> StartAsync(Func<int, HttpCall> probe, params IEnumerable<string> settings)
    {
        var ports = FreePort.Find(3);
        var process = ChildProcess.Start("dotnet",
        [
            Places.Silo,
            "--urls", $"http://127.0.0.1:{ports[0]}",
            "--Cluster:SiloPort", Text(ports[1]),
            "--Cluster:PrimarySiloPort", Text(ports[1]),
            "--Cluster:ClientPort", Text(ports[2]),
            .. settings,
        ]);
        try
        {
            var call = probe(ports[0]);
            await process.WaitUntilAsync(() => HttpLoad.IsAnswered(call));
            return new SiloProcess(process, ports[0]);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public void Dispose() => Process.Dispose();

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
