using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Grains.Workers;

/// <summary>One replica of a capability. The key is a <see cref="ReplicaId"/>.</summary>
[GrainInterfaceType("worker"), Alias("WorkerGrains.IWorkerGrain")]
internal interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>Runs one request. Failures a caller can act on come back in the reply, not as exceptions.</summary>
    [Alias("Run")]
    Task<WorkerReply> RunAsync(WorkRequest request, CancellationToken cancellationToken);

    /// <summary>Runs one request: its items as they come, then its result.</summary>
    [Alias("Stream")]
    IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, CancellationToken cancellationToken);
}
