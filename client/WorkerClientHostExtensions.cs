using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using StackExchange.Redis;
using WorkerGrains.Contracts.Payloads;

namespace WorkerGrains.Client;

/// <summary>Adds a <see cref="WorkerClient"/> to a host.</summary>
public static class WorkerClientHostExtensions
{
    /// <summary>Adds a client that connects when the host starts. The configuration section <c>WorkerClient</c> says where the cluster is.</summary>
    public static IHostApplicationBuilder AddWorkerClient(this IHostApplicationBuilder builder, Action<WorkerClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var options = new WorkerClientOptions();
        builder.Configuration.GetSection("WorkerClient").Bind(options);
        configure?.Invoke(options);
        if (options.ClientPorts.Count == 0)
        {
            options.ClientPorts.Add(30000);
        }

        builder.UseOrleansClient(client => client.Connect(options));
        builder.Services.AddWorkerClient(options);
        return builder;
    }

    /// <summary>Adds a client over an Orleans client that the host already has.</summary>
    public static IServiceCollection AddWorkerClient(this IServiceCollection services, WorkerClientOptions options)
    {
        services.AddOptions<PayloadOptions>().BindConfiguration("Payloads").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WorkerClientOptions>().Configure(target => CopyTo(options, target)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PayloadExchange>();
        services.TryAddSingleton<WorkerClient>();
        return services;
    }

    private static void Connect(this IClientBuilder client, WorkerClientOptions options)
    {
        if (options.Redis is { } redis)
        {
            client.UseRedisClustering(clustering => clustering.ConfigurationOptions = ConfigurationOptions.Parse(redis));
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ClusterId));
        }
        else
        {
            client.UseLocalhostClustering([.. options.ClientPorts], options.ClusterId, options.ClusterId);
        }

        client.Configure<GatewayOptions>(static gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        client.Configure<ClientMessagingOptions>(static messaging =>
        {
            // Deadlines are the controllers', and lost calls are noticed by asking: this is only the net below both.
            messaging.ResponseTimeout = TimeSpan.FromMinutes(65);
            messaging.CancelRequestOnTimeout = true;
        });

        var started = TimeProvider.System.GetTimestamp();
        client.UseConnectionRetryFilter(async (_, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            return TimeProvider.System.GetElapsedTime(started) < options.ConnectTimeout;
        });
        client.AddActivityPropagation();
    }

    private static void CopyTo(WorkerClientOptions source, WorkerClientOptions target)
    {
        target.ClusterId = source.ClusterId;
        target.Redis = source.Redis;
        target.Controllers = source.Controllers;
        target.MaxAttempts = source.MaxAttempts;
        target.ProbeAfter = source.ProbeAfter;
        target.ConnectTimeout = source.ConnectTimeout;
        foreach (var port in source.ClientPorts)
        {
            target.ClientPorts.Add(port);
        }
    }
}
