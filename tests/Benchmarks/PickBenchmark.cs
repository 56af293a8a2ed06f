using System.Diagnostics;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Picking;
using WorkerGrains.Grains.Picture;

namespace WorkerGrains.Benchmarks;

/// <summary>What finding a capability and picking one of its replicas takes, in a large cluster beside the smallest.</summary>
internal sealed class PickBenchmark : IBenchmark
{
    private const int Silos = 100;
    private const int Capabilities = 50;
    private const int PicksBetweenLooks = 10_000;

    public string Name => "pick";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        string[] one = ["benchmark.capability"];
        string[] many = [.. Enumerable.Range(0, Capabilities).Select(static index => $"benchmark.capability{index}")];
        // Names come out of requests, so they are never the very strings that the picture holds.
        var (small, large) = (PictureOfMany.Create(1, Copy(one)), PictureOfMany.Create(Silos, Copy(many)));

        Pick(small, one, length.WarmUp / 4);
        Pick(large, many, length.WarmUp / 4);
        var rounds = await Rounds.RunAsync(
            length.Rounds,
            () => Task.FromResult(Pick(small, one, length.Round / 4)),
            () => Task.FromResult(Pick(large, many, length.Round / 4)));
        return
        [
            Comparison.Alone("pick: 100 silos × 50 capabilities", "ns", rounds, static report => report.Nanoseconds, Goal.AtMost(1000)),
            Comparison.Ratio("pick: against 1 × 1", "ns", rounds, static report => report.Nanoseconds),
            Comparison.Alone("pick: allocated", "B", rounds, static report => report.Bytes, Goal.AtMost(0)),
        ];
    }

    private static string[] Copy(string[] names) => Array.ConvertAll(names, static name => new string(name.AsSpan()));

    private static PickReport Pick(ClusterPicture picture, string[] names, TimeSpan duration)
    {
        var picks = 0L;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        var end = started + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var now = started;
        while (now < end)
        {
            PickSome(picture, names, now);
            picks += PicksBetweenLooks;
            now = Stopwatch.GetTimestamp();
        }

        return new PickReport(
            Stopwatch.GetElapsedTime(started, now).TotalNanoseconds / picks,
            (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)picks);
    }

    // By itself and called often, so that what is measured is compiled code and not the compiler's first draft.
    private static void PickSome(ClusterPicture picture, string[] names, long now)
    {
        for (var i = 0; i < PicksBetweenLooks; i++)
        {
            var set = picture.Replicas(names[i % names.Length])!;
            if (ReplicaPicker.Pick(set.Serving(version: null), failed: null, prefersLocal: false, now, TimeSpan.FromSeconds(30)) is null)
            {
                throw new InvalidOperationException("Nothing was picked.");
            }
        }
    }

    private readonly record struct PickReport(double Nanoseconds, double Bytes);
}
