using System.Net;
using Orleans.Configuration;
using StackExchange.Redis;
using WorkerGrains.Engines;
using WorkerGrains.Engines.MLNet;
using WorkerGrains.Engines.Torch;
using WorkerGrains.Gateway;
using WorkerGrains.Grains;
using WorkerGrains.Grains.Storage;

namespace WorkerGrains.Silo.Hosting;

/// <summary>Puts a silo together.</summary>
internal static class WorkerSiloExtensions
{
    /// <summary>Engines first, so that they have loaded before the silo joins; the gateway last, so that it listens when all is there.</summary>
    public static WebApplicationBuilder AddWorkerSilo(this WebApplicationBuilder builder)
    {
        var cluster = builder.AddValidated<ClusterOptions>("Cluster");
        var state = builder.AddValidated<StateOptions>("State");
        var telemetry = builder.AddValidated<TelemetryOptions>("Telemetry");

        // The console only: each further provider of the default host takes its part of the time of every request.
        builder.Logging.ClearProviders().AddConsole();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = cluster.StopTimeout);
        builder.Services.AddEngines();
        builder.Services.AddMLNet();
        builder.Services.AddTorch();
        builder.Services.AddEngineModules(builder.Configuration);
        builder.UseOrleans(silo => silo.UseCluster(cluster).UseState(state, cluster).AddWorkerGrains());
        builder.Services.AddWorkerGateway();
        builder.AddTelemetry(telemetry);
        builder.Services.AddHostedService<ReadyAnnouncement>();
        return builder;
    }

    private static TOptions AddValidated<TOptions>(this WebApplicationBuilder builder, string section)
        where TOptions : class, new()
    {
        builder.Services.AddOptions<TOptions>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        return builder.Configuration.GetSection(section).Get<TOptions>() ?? new TOptions();
    }

    private static ISiloBuilder UseCluster(this ISiloBuilder silo, ClusterOptions cluster)
    {
        var address = IPAddress.TryParse(cluster.Address, out var parsed) ? parsed : IPAddress.Loopback;
        if (cluster.Store == ClusterStore.Redis)
        {
            silo.UseRedisClustering(redis => redis.ConfigurationOptions = ConfigurationOptions.Parse(cluster.Redis));
            silo.ConfigureEndpoints(address, cluster.SiloPort, cluster.ClientPort, listenOnAnyHostAddress: false);
        }
        else
        {
            silo.UseLocalhostClustering(cluster.SiloPort, cluster.ClientPort, new IPEndPoint(IPAddress.Loopback, cluster.PrimarySiloPort));
        }

        silo.Configure<Orleans.Configuration.ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.Id, cluster.Id));
        silo.Configure<SiloOptions>(options => options.SiloName = cluster.SiloName ?? $"{Environment.MachineName}-{cluster.SiloPort}");
        silo.UseFastFailover();
        silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = cluster.StopTimeout);
        silo.Configure<SiloMessagingOptions>(options =>
        {
            // Deadlines are the controllers'. This is only the net below them, above the longest that they allow.
            options.ResponseTimeout = TimeSpan.FromMinutes(65);
            options.CancelRequestOnTimeout = true;
        });
        silo.Configure<ConnectionOptions>(options => options.ConnectionsPerEndpoint = 2);
        return silo;
    }

    /// <summary>Keeps the state of grains where the options say.</summary>
    public static ISiloBuilder UseState(this ISiloBuilder silo, StateOptions state, ClusterOptions cluster) => (state.StoreOf(cluster) == StateStore.Redis
        ? silo.AddRedisGrainStorageAsDefault(redis =>
        {
            redis.ConfigurationOptions = ConfigurationOptions.Parse(cluster.Redis);
            redis.GrainStorageSerializer = StateSiloBuilderExtensions.StateSerializer;
            redis.DeleteStateOnClear = true;
        })
        : silo.UseSqliteState(fileName: cluster.Id)).MeasureState();

    /// <summary>Timings under which a crash is over in about a second and a pause of four seconds is survived; measured, not guessed.</summary>
    private static void UseFastFailover(this ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            options.NumMissedProbesLimit = 3;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        });
#pragma warning disable ORLEANSEXP003 // The default directory re-creates a third of the activations on silos that did not fail.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.FromSeconds(2));
    }
}
