using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks.Load;

/// <summary>One side of a comparison over HTTP: a server and what it is asked.</summary>
internal sealed record HttpSide(ChildProcess Server, HttpCall Call)
{
    private const int WarmUpCallers = 32;

    public void WarmUp(TimeSpan duration) => HttpLoad.Run(Call, Server, WarmUpCallers, duration);

    /// <summary>Loads both sides in turns.</summary>
    public static Task<IReadOnlyList<RoundPair<LoadReport>>> CompareAsync(HttpSide baseline, HttpSide subject, int callers, RunLength length) => Rounds.RunAsync(
        length.Rounds,
        () => Task.FromResult(HttpLoad.Run(baseline.Call, baseline.Server, callers, length.Round)),
        () => Task.FromResult(HttpLoad.Run(subject.Call, subject.Server, callers, length.Round)));
}
