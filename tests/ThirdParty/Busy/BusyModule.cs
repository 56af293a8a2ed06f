using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Engines;

namespace ThirdParty.Busy;

/// <summary>Found by a silo that lists this assembly under <c>Modules</c>.</summary>
public sealed class BusyModule : IEngineModule
{
    /// <inheritdoc/>
    public void AddEngines(IServiceCollection services) => services
        .AddEngine<BusyEngine, BusyWait, BusyDone>(BusyCapabilities.Wait, static batching => batching.MaxBatchSize = 1)
        .AddStreamingEngine<BusyCounter, BusyCount, BusyNumber, BusyDone>(BusyCapabilities.Count, static streams => streams.Lanes = 32);
}
