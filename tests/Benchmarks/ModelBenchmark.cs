using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Models;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks;

/// <summary>What serving any model costs: requests through the gateway beside the same model in a bare loop, and ten models on a silo beside one.</summary>
internal sealed class ModelBenchmark : IBenchmark
{
    private const int Callers = 64;
    private const int Models = 10;

    // Long enough that computing is what takes the time.
    private static readonly TimeSpan s_run = TimeSpan.FromMilliseconds(10);

    public string Name => "models";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        using var models = new BusyModels(Models);
        using var direct = new DirectBusyModel(BusyModels.ModelFile);
        var rounds = direct.RoundsFor(s_run);
        using var silo = await SiloProcess.StartAsync(port => BusyModels.Call(port, 0, rounds), "--Models:Path", models.Repository);
        HttpCall[] one = [BusyModels.Call(silo.Port, 0, rounds)];
        HttpCall[] ten = [.. Enumerable.Range(0, Models).Select(number => BusyModels.Call(silo.Port, number, rounds))];

        // The batch that does most a second when nothing else is between.
        var best = new[] { 1, 4, BusyModels.MaxBatchSize }.MaxBy(rows => direct.Run(rounds, rows, length.WarmUp / 8));
        HttpLoad.Run(ten, silo.Process, Callers, length.WarmUp / 2);
        var served = await Rounds.RunAsync(
            length.Rounds, () => Task.FromResult(direct.Run(rounds, best, length.Round)), () => Task.FromResult(HttpLoad.Run(one, silo.Process, Callers, length.Round).PerSecond));
        var several = await Rounds.RunAsync(
            length.Rounds,
            () => Task.FromResult(HttpLoad.Run(one, silo.Process, Callers, length.Round).PerSecond),
            () => Task.FromResult(HttpLoad.Run(ten, silo.Process, Callers, length.Round).PerSecond));
        return
        [
            Comparison.Ratio($"models: served, batch {best} direct", "rows/s", served, static perSecond => perSecond, Goal.AtLeast(0.95)),
            Comparison.Ratio($"models: {Models} models, one alone", "rows/s", several, static perSecond => perSecond),
        ];
    }
}
