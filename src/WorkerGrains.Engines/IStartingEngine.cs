using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines;

/// <summary>An engine that has something to load before it can serve.</summary>
/// <remarks>The silo joins the cluster as ready only after every engine has started. An engine that cannot serve says so in the returned value: it never keeps the silo down.</remarks>
public interface IStartingEngine
{
    /// <summary>Loads and warms up what the engine needs. Called once, before any input.</summary>
    Task<Readiness> StartAsync(CancellationToken cancellationToken);
}
