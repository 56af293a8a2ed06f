using System.Collections.Immutable;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Cluster;

/// <summary>The <see cref="IController"/> of the silo at which a caller in another process came in.</summary>
/// <remarks>A caller uses a handful of keys of its own, so that its calls spread over the silos it is connected to.</remarks>
[GrainInterfaceType("controller"), Alias("WorkerGrains.IControllerGrain")]
public interface IControllerGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="IController.RunAsync"/>
    [Alias("Run")]
    Task<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken);

    /// <inheritdoc cref="IController.StreamAsync"/>
    /// <remarks>A message carries at most <see cref="WorkEvent.MaxPerMessage"/> events, which its caller asks for with <c>WithBatchSize</c>.</remarks>
    [Alias("Stream")]
    IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, CancellationToken cancellationToken);

    /// <summary>What became of a call that this controller took.</summary>
    [Alias("GetState")]
    Task<CallState> GetStateAsync(Guid callId);

    /// <summary>The capabilities that the cluster offers now.</summary>
    [Alias("ListCapabilities")]
    Task<ImmutableArray<CapabilityStatus>> ListCapabilitiesAsync();

    /// <summary>The silos of the cluster now.</summary>
    [Alias("ListSilos")]
    Task<ImmutableArray<SiloStatus>> ListSilosAsync();

    /// <inheritdoc cref="IModelController.ListModels"/>
    [Alias("ListModels")]
    Task<ImmutableArray<SiloModel>> ListModelsAsync();

    /// <inheritdoc cref="IModelController.ChangeAsync"/>
    [Alias("ChangeModel")]
    Task<ImmutableArray<ModelChangeResult>> ChangeModelAsync(ModelChange change, CancellationToken cancellationToken);
}
