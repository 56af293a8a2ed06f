using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Engines.Pipelines;

namespace WorkerGrains.Tests.Cluster;

/// <summary>A cluster whose pipelines may be small only, for tests that hold nothing still.</summary>
public sealed class PipelineCluster : IAsyncLifetime
{
    private WorkerCluster? _cluster;

    internal WorkerCluster Cluster => _cluster!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _cluster = await WorkerCluster.StartAsync(static (_, services) =>
        services.Configure<PipelineOptions>(static options => (options.MaxEntries, options.MaxHeldBytes) = (5, 2000)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
