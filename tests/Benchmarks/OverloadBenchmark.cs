using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Models;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks;

/// <summary>What is left of the work when twice as much is asked for as can be done: answers within their deadline, beside the most that can be had.</summary>
internal sealed class OverloadBenchmark : IBenchmark
{
    private const int Callers = 32;

    private static readonly TimeSpan s_run = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan s_deadline = TimeSpan.FromMilliseconds(500);

    public string Name => "overload";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        using var models = new BusyModels(1);
        using var direct = new DirectBusyModel(BusyModels.ModelFile);
        var rounds = direct.RoundsFor(s_run);
        using var silo = await SiloProcess.StartAsync(port => BusyModels.Call(port, 0, rounds), "--Models:Path", models.Repository);
        HttpCall[] call = [BusyModels.Call(silo.Port, 0, rounds)];
        using var open = new OpenLoad(silo.Port, BusyModels.RouteOf(0), BusyModels.Body(rounds), s_deadline);

        HttpLoad.Run(call, silo.Process, Callers, length.WarmUp / 2);
        var peak = Spread.Of([.. Enumerable.Range(0, 3).Select(_ => HttpLoad.Run(call, silo.Process, Callers, length.Round).PerSecond)]).Median;
        await open.RunAsync(2 * peak, length.Round);
        var measured = await Rounds.RunAsync(
            length.Rounds,
            () => Task.FromResult(new OpenLoadReport(HttpLoad.Run(call, silo.Process, Callers, length.Round).PerSecond, s_deadline.TotalMilliseconds, 1)),
            () => open.RunAsync(2 * peak, length.Round));
        return
        [
            Comparison.Ratio("overload: answers at twice the capacity", "rows/s", measured, static report => report.PerSecond, Goal.AtLeast(0.9)),
            Comparison.Ratio("overload: p99 of answers, the deadline", "ms", measured, static report => report.P99, Goal.AtMost(1)),
        ];
    }
}
