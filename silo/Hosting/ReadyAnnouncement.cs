using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace WorkerGrains.Silo.Hosting;

/// <summary>Says once where the silo listens and what to try first.</summary>
internal sealed partial class ReadyAnnouncement(IServer server, IHostApplicationLifetime lifetime, ILogger<ReadyAnnouncement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address)
            {
                LogReady(address, $$"""curl {{address}}/v1/capabilities/example.greet/run -H 'Content-Type: application/json' -d '{"message":"Hello","exclamations":1}'""");
            }
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "WorkerGrains is ready on {Address}. Try:\n{Command}")]
    private partial void LogReady(string address, string command);
}
