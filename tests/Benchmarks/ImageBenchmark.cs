using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Images;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks;

/// <summary>What serving costs work that computes: photos over HTTP, beside ONNX Runtime called directly in a loop.</summary>
internal sealed class ImageBenchmark : IBenchmark
{
    private const int ManyCallers = 32;
    private const int AsksInRound = 20;

    public string Name => "image";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        var photo = await File.ReadAllBytesAsync(Places.Shared("data/photos/cat_720p.jpg"));
        using var model = new MobileNet();
        using var direct = new DirectClassifier(photo);
        HttpCall Call(int port) => HttpCall.Post(port, "/v1/capabilities/image.classify/run", "image/jpeg", photo);
        using var silo = await SiloProcess.StartAsync(Call, "--Models:Path", model.Repository);
        var call = Call(silo.Port);

        direct.FindBestBatch(length.WarmUp / 8);
        HttpLoad.Run(call, silo.Process, ManyCallers, length.WarmUp / 2);
        var whole = await MeasureAsync(decodes: true);
        var computing = await MeasureAsync(decodes: false);
        RoundPair<double>[] shares = [.. Enumerable.Range(0, length.Rounds).Select(_ => AskSome(call))];
        return
        [
            Comparison.Ratio($"image: {ManyCallers} callers, batch {direct.BestBatch} direct", "img/s", whole, static rate => rate.PerSecond, Goal.AtLeast(0.95)),
            Comparison.Ratio("image: the same, processor", "ms/img", whole, static rate => rate.ProcessorMilliseconds),
            Comparison.Ratio("image: the same, direct without decoding", "img/s", computing, static rate => rate.PerSecond),
            Comparison.Ratio("image: 1 caller, the model's share", "ms", shares, static milliseconds => milliseconds),
        ];

        Task<IReadOnlyList<RoundPair<PhotoRate>>> MeasureAsync(bool decodes) => Rounds.RunAsync(
            length.Rounds,
            () => Task.FromResult(direct.Run(length.Round, decodes)),
            () => Task.FromResult(RunServed(call, silo.Process, length.Round)));
    }

    private static PhotoRate RunServed(HttpCall call, ChildProcess silo, TimeSpan duration)
    {
        var report = HttpLoad.Run(call, silo, ManyCallers, duration);
        return new PhotoRate(report.PerSecond, report.ProcessorMicroseconds / 1000);
    }

    /// <summary>What one caller's answers say of their time in the silo, and in the model.</summary>
    private static RoundPair<double> AskSome(HttpCall call)
    {
        ServerTiming[] timings = [.. Enumerable.Range(0, AsksInRound).Select(_ => ServerTiming.Of(HttpLoad.Ask(call)))];
        return new RoundPair<double>(
            Spread.Of(timings.Select(static timing => timing.Total)).Median,
            Spread.Of(timings.Select(static timing => timing.Run)).Median);
    }
}
