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

/// <summary>What batches of similar length give: texts of mixed lengths that come at once, beside batches as they come and beside one at a time.</summary>
internal sealed class MixedTextsBenchmark : IBenchmark
{
    private const int Vocabulary = 30_000;

    public string Name => "mixed-texts";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        using var model = TextShapeEngine.Load(Places.Shared("models/bench/minilm_l6_shape.onnx"));
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var instruments = new EngineInstruments(services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        var options = new BatchingOptions { MaxBatchSize = 64, MaxPaddedSize = 4096 };
        var alone = new TextShapeEngine(model);
        await using var similar = Create("benchmark.similar", alone);
        await using var naive = Create("benchmark.naive", new TextShapeEngine(model, tellsSizes: false));

        var random = new Random(1);
        var skewed = Texts(Enumerable.Range(0, 64).Select(text => text % 16 == 7 ? 128 : random.Next(8, 25)));
        var even = Texts(Enumerable.Range(0, 64).Select(_ => random.Next(8, 129)));
        var lines = new List<Comparison>();
        foreach (var (name, texts) in ((string, long[][])[])[("60 short, 4 long", skewed), ("an even mix", even)])
        {
            await RunTogetherAsync(similar, texts, TimeSpan.Zero);
            await RunTogetherAsync(naive, texts, TimeSpan.Zero);
            await RunOneAtATimeAsync(alone, texts, TimeSpan.Zero);
            var besideNaive = await Rounds.RunAsync(
                length.Rounds, () => RunTogetherAsync(naive, texts, length.Round), () => RunTogetherAsync(similar, texts, length.Round));
            lines.Add(Comparison.Ratio($"mixed texts: {name}, beside batches as they come", "texts/s", besideNaive, static perSecond => perSecond, Goal.AtLeast(name[0] == '6' ? 2 : 1)));
            var besideAlone = await Rounds.RunAsync(
                length.Rounds, () => RunOneAtATimeAsync(alone, texts, length.Round), () => RunTogetherAsync(similar, texts, length.Round));
            lines.Add(Comparison.Ratio($"mixed texts: {name}, beside one at a time", "texts/s", besideAlone, static perSecond => perSecond, Goal.AtLeast(1)));
        }

        return lines;

        Batcher<long[], float> Create(string capability, TextShapeEngine engine) =>
            new(capability, engine, options, instruments, TimeProvider.System, NullLogger.Instance);

        long[][] Texts(IEnumerable<int> lengths) => [.. lengths.Select(tokens => Enumerable.Range(0, tokens).Select(_ => (long)random.Next(Vocabulary)).ToArray())];
    }

    private static Task<double> RunOneAtATimeAsync(TextShapeEngine engine, long[][] texts, TimeSpan duration) => RepeatAsync(
        texts,
        duration,
        () =>
        {
            foreach (var text in texts)
            {
                engine.Run([text]);
            }

            return Task.CompletedTask;
        });

    private static Task<double> RunTogetherAsync(Batcher<long[], float> batcher, long[][] texts, TimeSpan duration) => RepeatAsync(
        texts,
        duration,
        async () =>
        {
            var reports = await Task.WhenAll(texts.Select(text => batcher.RunAsync(text, RunTerms.None, CancellationToken.None).AsTask()));
            if (reports.FirstOrDefault(static report => !report.Outcome.IsSuccess).Outcome.Error is { } error)
            {
                throw new InvalidOperationException(error.Message);
            }
        });

    /// <summary>Runs all texts again and again.</summary>
    private static async Task<double> RepeatAsync(long[][] texts, TimeSpan duration, Func<Task> runAll)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        do
        {
            await runAll();
            count += texts.Length;
        }
        while (Stopwatch.GetElapsedTime(started) < duration);

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
