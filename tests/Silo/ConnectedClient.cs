using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WorkerGrains.Client;

namespace WorkerGrains.Tests.Silo;

/// <summary>A .NET client of one silo.</summary>
internal sealed class ConnectedClient(IHost host) : IAsyncDisposable
{
    public WorkerClient Client { get; } = host.Services.GetRequiredService<WorkerClient>();

    /// <summary>The grains behind it, for tests that speak to one themselves.</summary>
    public IGrainFactory Grains { get; } = host.Services.GetRequiredService<IClusterClient>();

    public static Task<ConnectedClient> ToAsync(SiloProcess silo) => ToAsync(options => options.ClientPorts.Add(silo.ClientPort));

    public static async Task<ConnectedClient> ToAsync(Action<WorkerClientOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddWorkerClient(configure);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new ConnectedClient(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
