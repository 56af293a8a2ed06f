using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Running;

/// <summary>What a request asks of the run of its input.</summary>
/// <param name="Expires">The timestamp after which nobody wants the outcome.</param>
/// <param name="Priority">Whether it goes before others.</param>
/// <param name="CallDepth">How many capabilities called one another until it came.</param>
internal readonly record struct RunTerms(long Expires, WorkPriority Priority, int CallDepth)
{
    /// <summary>Nothing in particular.</summary>
    public static RunTerms None { get; } = new(long.MaxValue, WorkPriority.Normal, CallDepth: 0);

    /// <summary>The terms of a request that begins to run now.</summary>
    public static RunTerms Of(WorkRequest request, TimeProvider time) => new(Deadlines.Expires(time, request.Timeout), request.Priority, request.CallDepth);
}
