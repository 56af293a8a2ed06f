using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Placement;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;
using SiloStatus = WorkerGrains.Contracts.Cluster.SiloStatus;

namespace WorkerGrains.Grains.Controllers;

/// <inheritdoc cref="IControllerGrain"/>
/// <remarks>
/// An ordinary reentrant grain placed where its caller came in. A stateless worker would not do: a client's calls to one all go to one silo,
/// and cancellation does not reliably reach it.
/// </remarks>
[Reentrant, PreferLocalPlacement, GrainType("controller")]
internal sealed class ControllerGrain(Controller controller, ClusterPicture picture, PayloadExchange payloads) : Grain, IControllerGrain
{
    private readonly HashSet<Guid> _underWay = [];

    public async Task<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        _underWay.Add(request.CallId);
        try
        {
            var result = await controller.RunAsync(request, cancellationToken);
            return await payloads.TryHandOverAsync(result.Payload) is { } payload
                ? result with { Payload = payload }
                : WorkResult.Failure(WorkErrorCode.Overloaded, "Too many large outputs are waiting to be fetched.");
        }
        finally
        {
            _underWay.Remove(request.CallId);
        }
    }

    public Task<bool> IsUnderWayAsync(Guid callId) => Task.FromResult(_underWay.Contains(callId));

    public Task<ImmutableArray<CapabilityStatus>> ListCapabilitiesAsync() => Task.FromResult(picture.ListCapabilities());

    public Task<ImmutableArray<SiloStatus>> ListSilosAsync() => Task.FromResult(picture.ListSilos());
}
