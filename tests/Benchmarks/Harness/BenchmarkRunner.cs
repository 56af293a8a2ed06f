namespace WorkerGrains.Benchmarks.Harness;

/// <summary>Runs the benchmarks that were asked for, all when none was.</summary>
internal static class BenchmarkRunner
{
    private const string QuickOption = "--quick";

    private static readonly IBenchmark[] s_all =
    [
        new GreetBenchmark(),
        new PickBenchmark(),
        new BatchingBenchmark(),
        new MixedTextsBenchmark(),
        new ImageBenchmark(),
        new TorchBenchmark(),
        new GenerationBenchmark(),
        new ModelBenchmark(),
        new OverloadBenchmark(),
        new HopBenchmark(),
        new TableBenchmark(),
        new DocumentBenchmark(),
        new PageBenchmark(),
        new PipelineBenchmark(),
        new NotesBenchmark(),
        new MailBenchmark(),
        new ClassifyBenchmark(),
        new PredictBenchmark(),
    ];

    /// <returns>0 when all ran or were skipped, whatever they measured; 2 for a name that is none.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        string[] names = [.. args.Where(static arg => arg != QuickOption)];
        if (names.FirstOrDefault(static name => !s_all.Any(benchmark => benchmark.Name == name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync(
                $"There is no benchmark '{unknown}'. Name any of: {string.Join(", ", s_all.Select(static benchmark => benchmark.Name))}; none runs all. {QuickOption} measures for a shorter time.");
            return 2;
        }

        var length = args.Contains(QuickOption) ? RunLength.Quick : RunLength.Full;
        Console.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}, {length.Rounds} rounds. Ratios compare sides measured in turns; the rest depends on the machine.");
        ResultTable.WriteHeading();
        foreach (var benchmark in s_all.Where(benchmark => names.Length == 0 || names.Contains(benchmark.Name)))
        {
            try
            {
                foreach (var line in await benchmark.RunAsync(length))
                {
                    ResultTable.Write(line);
                }
            }
            catch (SkippedException skipped)
            {
                ResultTable.WriteSkipped(benchmark.Name, skipped.Message);
            }
        }

        return 0;
    }
}
