using Microsoft.Extensions.Hosting;

namespace WorkerGrains.Engines;

/// <summary>Starts all engines at once, before the host goes on to join a cluster or to listen.</summary>
internal sealed class EngineStarter(WorkHandlerCatalog catalog) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(catalog.Handlers.Select(handler => Task.Run(() => handler.StartAsync(cancellationToken), cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
