using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.TestingHost;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Engines;
using WorkerGrains.Grains;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Three silos in this process. All have the product's engines; the last two also have those of <see cref="ClusterCapabilities"/>.</summary>
internal sealed class WorkerCluster : IAsyncDisposable
{
    /// <summary>How many items of a stream may be ready before their reader takes them.</summary>
    public const int MaxItemsAhead = 4;

    private readonly InProcessTestCluster _cluster;
    private readonly Dictionary<int, InProcessSiloHandle> _stopped = [];

    private WorkerCluster(Action<string, IServiceCollection>? configure, bool traced)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 3);
        builder.ConfigureSilo((options, silo) =>
        {
            silo.Services.AddEngines();
            if (!options.SiloName.EndsWith('0'))
            {
                silo.Services.AddSingleton(Gate);
                silo.Services.AddEngine<WhereEngine, Where, SiloName>(ClusterCapabilities.Where, batching => batching.MaxBatchSize = 256);
                silo.Services.AddEngine<HoldEngine, Hold, Held>(ClusterCapabilities.Hold, static batching => batching.MaxBatchSize = 1);
                silo.Services.AddSingleton(Counting);
                silo.Services.AddStreamingEngine<CountEngine, Count, Counted, CountEnd>(ClusterCapabilities.Count, static streams => (streams.Lanes, streams.MaxItemsAhead) = (4, MaxItemsAhead));
                silo.Services.AddComposingEngine<RelayEngine, Relay, Relayed>(ClusterCapabilities.Relay, static relays => relays.Lanes = 1);
                silo.Services.AddStreamingComposingEngine<RelayedCountEngine, Count, Counted, CountEnd>(ClusterCapabilities.RelayedCount, static relays => relays.MaxItemsAhead = MaxItemsAhead);
                silo.Services.AddEngine<RepeatEngine, Repeat, Repeated>(ClusterCapabilities.Repeat);
            }

            configure?.Invoke(options.SiloName, silo.Services);
            silo.AddWorkerGrains();
            silo.AddIncomingGrainCallFilter(Probes);
            if (traced)
            {
                silo.AddActivityPropagation();
            }
        });
        if (traced)
        {
            builder.ConfigureClient(static client => client.AddActivityPropagation());
        }

        _cluster = builder.Build();
    }

    /// <summary>What the test engines wait for.</summary>
    public EngineGate Gate { get; } = new();

    /// <summary>What the engine that counts waits for, and how far it is.</summary>
    public CountGate Counting { get; } = new();

    /// <summary>What clients ask about their calls.</summary>
    public ProbeWatch Probes { get; } = new();

    public static async Task<WorkerCluster> StartAsync(Action<string, IServiceCollection>? configure = null, bool traced = false)
    {
        var cluster = new WorkerCluster(configure, traced);
        await cluster._cluster.DeployAsync();
        await cluster._cluster.WaitForLivenessToStabilizeAsync();
        await cluster.WaitForPictureAsync(expectedSilos: 3);
        return cluster;
    }

    public IController ControllerOf(int silo) => Services(silo).GetRequiredService<IController>();

    public IServiceProvider Services(int silo) => _cluster.GetSiloServiceProvider(Silo(silo).SiloAddress);

    /// <summary>A client as another process would have it: everything it sends is serialised.</summary>
    public WorkerClient CreateClient(WorkerClientOptions? options = null) => new(
        _cluster.Client,
        new PayloadExchange(_cluster.Client, Options.Create(new PayloadOptions()), TimeProvider.System),
        Options.Create(options ?? new WorkerClientOptions()),
        TimeProvider.System);

    /// <summary>Inputs of a capability that wait or run, on all silos.</summary>
    public int Waiting(string capability) => _cluster.Silos
        .Select(silo => _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<WorkHandlerCatalog>())
        .SelectMany(static catalog => catalog.Handlers)
        .Where(handler => handler.Capability.Name == capability)
        .Sum(static handler => handler.Load.Waiting);

    public async Task StopSiloAsync(int silo)
    {
        _stopped[silo] = Silo(silo);
        await _cluster.StopSiloAsync(_stopped[silo]);
        await _cluster.WaitForLivenessToStabilizeAsync();
        await WaitForPictureAsync(expectedSilos: _cluster.Silos.Count);
    }

    /// <summary>Starts a silo again that was stopped: under its name, as another run of it.</summary>
    public async Task RestartSiloAsync(int silo)
    {
        await _cluster.RestartSiloAsync(_stopped[silo]);
        await _cluster.WaitForLivenessToStabilizeAsync();
        await WaitForPictureAsync(expectedSilos: _cluster.Silos.Count);
    }

    /// <summary>Waits until every silo has the cards of all, and those say that the engines have started.</summary>
    public async Task WaitForPictureAsync(int expectedSilos)
    {
        foreach (var silo in _cluster.Silos)
        {
            var picture = _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<IClusterPicture>();
            await Eventually.TrueAsync(
                () => picture.ListSilos().Length == expectedSilos && !picture.ListCapabilities().SelectMany(static capability => capability.Replicas).Any(IsStarting),
                $"{silo.Name} sees {expectedSilos} silos");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Open();
        Counting.Gate.Open();
        await _cluster.DisposeAsync();
    }

    // Engines of a test silo start beside it, not before it.
    private static bool IsStarting(ReplicaStatus replica) => replica.Readiness.Reason == "The engine is still starting.";

    private InProcessSiloHandle Silo(int silo) =>
        _cluster.Silos.Single(handle => handle.Name.EndsWith(silo.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
}
