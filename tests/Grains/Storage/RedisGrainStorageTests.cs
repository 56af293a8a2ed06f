using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;
using Orleans.TestingHost;
using WorkerGrains.Silo.Hosting;
using WorkerGrains.Tests.Silo;
using ClusterOptions = WorkerGrains.Silo.Hosting.ClusterOptions;

namespace WorkerGrains.Tests.Grains.Storage;

/// <summary>State in Redis, as a silo sets it up. Skips where Redis is not installed.</summary>
public sealed class RedisGrainStorageTests : GrainStorageConformance
{
    private RedisServer? _redis;
    private InProcessTestCluster? _cluster;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    private protected override async Task<IGrainStorage> OpenAsync()
    {
        _redis = await RedisServer.StartAsync();
        return await StartSiloAsync();
    }

    private protected override async Task<IGrainStorage> ReopenAsync()
    {
        await _cluster!.DisposeAsync();
        return await StartSiloAsync();
    }

    private async Task<IGrainStorage> StartSiloAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.Options.ServiceId = "conformance";
        builder.ConfigureSilo((_, silo) => silo.UseState(new StateOptions { Store = StateStore.Redis }, new ClusterOptions { Redis = _redis!.Configuration }));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        return _cluster.GetSiloServiceProvider(_cluster.Silos[0].SiloAddress).GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);
    }
}
