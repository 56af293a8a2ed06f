using Microsoft.Extensions.DependencyInjection;

namespace WorkerGrains.Tests.Cluster;

/// <summary>
/// A cluster for the tests of a class that take it as they find it: all its silos run, and it is at rest, see <see cref="WorkerCluster.ComeToRestAsync"/>.
/// A test that stops silos, or that needs replicas nobody has measured yet, starts one of its own.
/// </summary>
public class SharedCluster : IAsyncLifetime
{
    private WorkerCluster? _cluster;

    internal WorkerCluster Cluster => _cluster!;

    /// <summary>Whether every silo has all engines of the product.</summary>
    protected virtual bool HasAllEngines => false;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => _cluster = await WorkerCluster.StartAsync(Configure, isTraced: true, HasAllEngines);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Cluster.DisposeAsync();
    }

    /// <summary>Adds to the services of a silo, by its name.</summary>
    protected virtual void Configure(string silo, IServiceCollection services)
    {
    }
}
