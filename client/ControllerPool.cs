using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Client;

/// <summary>The controllers of one client, used in turn.</summary>
/// <remarks>A client's calls to one grain all go to one silo. With keys of its own and several of them, each lands on a silo that the client is connected to.</remarks>
internal sealed class ControllerPool
{
    private readonly IControllerGrain[] _controllers;
    private int _next;

    public ControllerPool(IGrainFactory grains, int count)
    {
        var client = Guid.NewGuid().ToString("N");
        _controllers = [.. Enumerable.Range(0, count).Select(index => grains.GetGrain<IControllerGrain>($"{client}/{index}"))];
    }

    public IControllerGrain Next() => _controllers[(uint)Interlocked.Increment(ref _next) % (uint)_controllers.Length];
}
