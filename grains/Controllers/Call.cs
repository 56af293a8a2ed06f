using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;

namespace WorkerGrains.Grains.Controllers;

/// <summary>A request that was found to be one, and what it is measured by.</summary>
/// <param name="Request">The request.</param>
/// <param name="Contract">The contract it meets.</param>
/// <param name="Replicas">The replicas there were when it came in.</param>
/// <param name="Timeout">How long the answer may take.</param>
/// <param name="Started">The timestamp of coming in.</param>
/// <param name="Deadline">Canceled when the time is up or the caller stops waiting.</param>
/// <param name="Caller">Canceled when the caller stops waiting.</param>
internal readonly record struct Call(
    WorkRequest Request, CapabilityDescriptor Contract, ReplicaSet Replicas, TimeSpan Timeout, long Started, CancellationToken Deadline, CancellationToken Caller)
{
    /// <summary>Whether the caller wants the items.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>Whether only one replica will do: the one that keeps the request's session.</summary>
    public bool KeepsToOne => Request.Session?.Id is not null;
}
