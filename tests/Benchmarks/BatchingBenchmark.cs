using System.Diagnostics.Metrics;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WorkerGrains.Benchmarks.Batching;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;
using WorkerGrains.Engines;

namespace WorkerGrains.Benchmarks;

/// <summary>What batching gives: callers through the batcher, beside the same texts run one at a time.</summary>
internal sealed class BatchingBenchmark : IBenchmark
{
    private const int Tokens = 32;
    private const int Vocabulary = 30_000;

    public string Name => "batching";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        using var model = TextShapeEngine.Load(Places.Shared("models/bench/minilm_l6_shape.onnx"));
        var engine = new TextShapeEngine(model);
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        await using var batcher = new Batcher<long[], float>(
            "benchmark.batching",
            engine,
            new BatchingOptions { MaxBatchSize = 32 },
            new EngineInstruments(services.GetRequiredService<IMeterFactory>(), TimeProvider.System),
            TimeProvider.System,
            NullLogger.Instance);
        var random = new Random(1);
        long[] text = [.. Enumerable.Range(0, Tokens).Select(_ => (long)random.Next(Vocabulary))];

        await RunOneAtATimeAsync(engine, text, length.WarmUp / 4);
        await RunBatchedAsync(batcher, text, 32, length.WarmUp / 4);
        var lines = new List<Comparison>();
        foreach (var callers in (int[])[1, 8, 32])
        {
            var rounds = await Rounds.RunAsync(
                length.Rounds, () => RunOneAtATimeAsync(engine, text, length.Round), () => RunBatchedAsync(batcher, text, callers, length.Round));
            // One caller never has company, so all that batching may cost there is the hand-over between threads.
            lines.Add(Comparison.Ratio($"batching: {callers} caller{(callers == 1 ? "" : "s")}", "texts/s", rounds, static perSecond => perSecond, Goal.AtLeast(callers == 1 ? 0.95 : 1)));
        }

        return lines;
    }

    private static Task<double> RunOneAtATimeAsync(TextShapeEngine engine, long[] text, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        for (; Stopwatch.GetElapsedTime(started) < duration; count++)
        {
            engine.Run([text]);
        }

        return Task.FromResult(count / Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task<double> RunBatchedAsync(Batcher<long[], float> batcher, long[] text, int callers, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync)));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task<int> CallAsync()
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(started) < duration; count++)
            {
                var report = await batcher.RunAsync(text, RunTerms.None, CancellationToken.None);
                if (!report.Outcome.IsSuccess)
                {
                    throw new InvalidOperationException(report.Outcome.Error.Message);
                }
            }

            return count;
        }
    }
}
