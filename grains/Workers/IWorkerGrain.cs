using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Grains.Workers;

/// <summary>One replica of a capability. The key is a <see cref="ReplicaId"/>.</summary>
[GrainInterfaceType("worker"), Alias("WorkerGrains.IWorkerGrain")]
internal interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>Runs one request. Failures a caller can act on come back in the reply, not as exceptions.</summary>
    [Alias("Run")]
    Task<WorkerReply> RunAsync(WorkRequest request, CancellationToken cancellationToken);
}
