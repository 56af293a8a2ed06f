using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using Orleans.Placement;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Models;
using WorkerGrains.Grains.Picture;
using WorkerGrains.Grains.Workers;
using SiloStatus = WorkerGrains.Contracts.Cluster.SiloStatus;

namespace WorkerGrains.Grains.Controllers;

/// <inheritdoc cref="IControllerGrain"/>
/// <remarks>
/// An ordinary reentrant grain placed where its caller came in. A stateless worker would not do: a client's calls to one all go to one silo,
/// and cancellation does not reliably reach it.
/// </remarks>
[Reentrant, PreferLocalPlacement, GrainType("controller")]
internal sealed class ControllerGrain(Controller controller, ModelController models, ClusterPicture picture, PayloadExchange payloads) : Grain, IControllerGrain
{
    private readonly CallLedger _calls = new();

    public async Task<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        _calls.Take(request.CallId);
        try
        {
            return await payloads.HandOverAsync(await controller.RunAsync(FromOutside(request), cancellationToken));
        }
        finally
        {
            _calls.Answer(request.CallId);
        }
    }

    public async IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _calls.Take(request.CallId);
        try
        {
            await foreach (var next in payloads.HandOverAsync(controller.StreamAsync(FromOutside(request), cancellationToken), cancellationToken))
            {
                yield return next;
            }
        }
        finally
        {
            _calls.Answer(request.CallId);
        }
    }

    public Task<CallState> GetStateAsync(Guid callId) => Task.FromResult(_calls.StateOf(callId));

    public Task<ImmutableArray<CapabilityStatus>> ListCapabilitiesAsync() => Task.FromResult(picture.ListCapabilities());

    public Task<ImmutableArray<SiloStatus>> ListSilosAsync() => Task.FromResult(picture.ListSilos());

    public Task<ImmutableArray<SiloModel>> ListModelsAsync() => Task.FromResult(models.ListModels());

    public Task<ImmutableArray<ModelChangeResult>> ChangeModelAsync(ModelChange change, CancellationToken cancellationToken) => models.ChangeAsync(change, cancellationToken);

    // Calls between capabilities go to the controller itself: a chain that comes here begins, whatever it says.
    private static WorkRequest FromOutside(WorkRequest request) => request.CallDepth == 0 ? request : request with { CallDepth = 0 };
}
