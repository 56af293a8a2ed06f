using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.TestingHost;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Examples;
using WorkerGrains.Engines.Inference;
using WorkerGrains.Grains;
using WorkerGrains.Grains.Picture;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Three silos in this process. All greet and run models; the last two also have the engines of <see cref="ClusterCapabilities"/>.</summary>
/// <remarks>The product's other engines are there only when they are asked for: three times over, they take most of the time that a cluster needs to start.</remarks>
internal sealed class WorkerCluster : IAsyncDisposable
{
    /// <summary>How many items of a stream may be ready before their reader takes them.</summary>
    public const int MaxItemsAhead = 4;

    // As short as may be: tests wait until silos know of each other.
    private static readonly TimeSpan s_cardPeriod = TimeSpan.FromMilliseconds(100);

    private readonly InProcessTestCluster _cluster;
    private readonly ClusterGates _gates = new();
    private readonly Dictionary<int, InProcessSiloHandle> _stopped = [];

    private WorkerCluster(Action<string, IServiceCollection>? configure, bool isTraced, bool hasAllEngines)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 3);
        builder.ConfigureSilo((options, silo) =>
        {
            if (hasAllEngines)
            {
                silo.Services.AddEngines();
            }
            else
            {
                silo.Services.AddInference().AddInlineEngine<Greeter, Greet, Greeting>(ExampleCapabilities.Greet);
            }

            if (!options.SiloName.EndsWith('0'))
            {
                silo.Services.AddSingleton(_gates);
                silo.Services.AddEngine<WhereEngine, Where, SiloName>(ClusterCapabilities.Where, batching => batching.MaxBatchSize = 256);
                silo.Services.AddEngine<HoldEngine, Hold, Held>(ClusterCapabilities.Hold, static batching => batching.MaxBatchSize = 1);
                silo.Services.AddStreamingEngine<CountEngine, Count, Counted, CountEnd>(ClusterCapabilities.Count, static streams => (streams.Lanes, streams.MaxItemsAhead) = (4, MaxItemsAhead));
                silo.Services.AddComposingEngine<RelayEngine, Relay, Relayed>(ClusterCapabilities.Relay, static relays => relays.Lanes = 1);
                silo.Services.AddStreamingComposingEngine<RelayedCountEngine, Count, Counted, CountEnd>(ClusterCapabilities.RelayedCount, static relays => relays.MaxItemsAhead = MaxItemsAhead);
                silo.Services.AddEngine<RepeatEngine, Repeat, Repeated>(ClusterCapabilities.Repeat);
            }

            silo.Services.Configure<PictureOptions>(static picture => picture.CardPeriod = s_cardPeriod);
            configure?.Invoke(options.SiloName, silo.Services);
            silo.AddWorkerGrains();
            silo.AddIncomingGrainCallFilter(new ProbeFilter(_gates));
            if (isTraced)
            {
                silo.AddActivityPropagation();
            }
        });
        if (isTraced)
        {
            builder.ConfigureClient(static client => client.AddActivityPropagation());
        }

        _cluster = builder.Build();
    }

    /// <summary>What the test engines wait for.</summary>
    public EngineGate Gate => _gates.Engines;

    /// <summary>What the engine that counts waits for, and how far it is.</summary>
    public CountGate Counting => _gates.Counting;

    /// <summary>What clients ask about their calls.</summary>
    public ProbeWatch Probes => _gates.Probes;

    /// <summary>Starts a cluster and waits until every silo knows all that the others offer.</summary>
    /// <param name="configure">Adds to the services of a silo, by its name: <c>Silo_0</c>, <c>Silo_1</c> and <c>Silo_2</c>.</param>
    /// <param name="isTraced">Whether traces go from silo to silo.</param>
    /// <param name="hasAllEngines">Whether every silo has all engines of the product.</param>
    public static async Task<WorkerCluster> StartAsync(Action<string, IServiceCollection>? configure = null, bool isTraced = false, bool hasAllEngines = false)
    {
        var cluster = new WorkerCluster(configure, isTraced, hasAllEngines);
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
    public int Waiting(string capability) => Handlers().Where(handler => handler.Capability.Name == capability).Sum(static handler => handler.Load.Waiting);

    /// <summary>Opens the gates, waits until no engine has anything to do and every silo knows, and closes them for the next test.</summary>
    public async ValueTask ComeToRestAsync()
    {
        _gates.Open();
        await Eventually.TrueAsync(() => Handlers().All(static handler => handler.Load.Waiting == 0) && Replicas().All(IsAtRest), "nothing is under way");
        _gates.Renew();
    }

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
        _gates.Open();
        await _cluster.DisposeAsync();
    }

    // What one silo believes of another's replica counts too: by that it would refuse the next test's deadlines.
    private static bool IsAtRest(ReplicaStatus replica) => replica.Waiting == 0 && replica.ExpectedWait < TimeSpan.FromMilliseconds(1);

    // Engines of a test silo start beside it, not before it.
    private static bool IsStarting(ReplicaStatus replica) => replica.Readiness.Reason == "The engine is still starting.";

    /// <summary>The replicas of all silos, as each silo sees them.</summary>
    private IEnumerable<ReplicaStatus> Replicas() => _cluster.Silos
        .SelectMany(silo => _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<IClusterPicture>().ListCapabilities())
        .SelectMany(static capability => capability.Replicas);

    private IEnumerable<IWorkHandler> Handlers() => _cluster.Silos
        .SelectMany(silo => _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<WorkHandlerCatalog>().Handlers);

    private InProcessSiloHandle Silo(int silo) =>
        _cluster.Silos.Single(handle => handle.Name.EndsWith(silo.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
}
