using System.Globalization;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Processes;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Benchmarks;

/// <summary>What the platform costs: a worker that does next to nothing, over HTTP, beside a bare endpoint that does the same.</summary>
internal sealed class GreetBenchmark : IBenchmark
{
    public string Name => "greet";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        var port = FreePort.Find(1)[0];
        using var server = ChildProcess.Start("dotnet", Places.Self, BareServer.Verb, port.ToString(CultureInfo.InvariantCulture));
        var bare = new HttpSide(server, HttpCall.Post(port, BareServer.Path, "application/json", GreetCall.Body));
        await server.WaitUntilAsync(() => HttpLoad.IsAnswered(bare.Call));
        using var silo = await SiloProcess.StartAsync(GreetCall.Of(ExampleCapabilities.Greet));
        var platform = new HttpSide(silo.Process, GreetCall.Of(ExampleCapabilities.Greet)(silo.Port));

        bare.WarmUp(length.WarmUp);
        platform.WarmUp(length.WarmUp);
        var many = await HttpSide.CompareAsync(bare, platform, 32, length);
        var one = await HttpSide.CompareAsync(bare, platform, 1, length);
        return
        [
            Comparison.Ratio("greet: 32 callers", "req/s", many, static report => report.PerSecond, Goal.AtLeast(0.8)),
            Comparison.Ratio("greet: 32 callers, processor", "µs/req", many, static report => report.ProcessorMicroseconds),
            Comparison.Added("greet: 32 callers, p99", "ms", many, static report => report.P99),
            Comparison.Added("greet: 1 caller, p50", "ms", one, static report => report.P50, Goal.AtMost(0.05)),
            Comparison.Added("greet: 1 caller, p99", "ms", one, static report => report.P99),
        ];
    }
}
