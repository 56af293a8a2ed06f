using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Sees the clients of a cluster ask whether their calls are still under way.</summary>
internal sealed class ProbeFilter(ClusterGates gates) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.MethodName == nameof(IControllerGrain.GetStateAsync))
        {
            gates.Probes.Count();
        }
    }
}
