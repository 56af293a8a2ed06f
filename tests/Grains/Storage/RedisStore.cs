using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;
using Orleans.TestingHost;
using WorkerGrains.Silo.Hosting;
using WorkerGrains.Tests.Silo;
using ClusterOptions = WorkerGrains.Silo.Hosting.ClusterOptions;

namespace WorkerGrains.Tests.Grains.Storage;

/// <summary>The state of a silo that keeps it in Redis, shared by the tests of a class. Started by the first test that asks, which skips where Redis is not installed.</summary>
public sealed class RedisStore : IAsyncDisposable
{
    private RedisServer? _redis;
    private InProcessTestCluster? _cluster;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
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

    internal async Task<IGrainStorage> OpenAsync()
    {
        _redis ??= await RedisServer.StartAsync();
        _cluster ??= await StartSiloAsync(_redis);
        return _cluster.GetSiloServiceProvider(_cluster.Silos[0].SiloAddress).GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);
    }

    /// <summary>Ends the silo and starts another over the same Redis.</summary>
    internal async Task<IGrainStorage> ReopenAsync()
    {
        await _cluster!.DisposeAsync();
        _cluster = null;
        return await OpenAsync();
    }

    private static async Task<InProcessTestCluster> StartSiloAsync(RedisServer redis)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.Options.ServiceId = "conformance";
        builder.ConfigureSilo((_, silo) => silo.UseState(new StateOptions { Store = StateStore.Redis }, new ClusterOptions { Redis = redis.Configuration }));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
