using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Tests.Cluster;

/// <summary>A cluster of unlike silos: the first lacks the engines, the second has a simulated GPU, the third has processors only.</summary>
public sealed class DeviceTests(DeviceTests.UnlikeSilos shared) : IClassFixture<DeviceTests.UnlikeSilos>, IAsyncDisposable
{
    private readonly WorkerCluster _cluster = shared.Cluster;

    private static readonly Capability<Where, SiloName> s_preferring = new("test.preferring", "1.0.0") { Needs = new() { Accelerator = AcceleratorNeed.Preferred } };
    private static readonly Capability<Where, SiloName> s_requiring = new("test.requiring", "1.0.0") { Needs = new() { Accelerator = AcceleratorNeed.Required } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.ComeToRestAsync();

    [Theory]
    [InlineData("test.preferring", 0)]
    [InlineData("test.preferring", 2)]
    [InlineData("test.requiring", 0)]
    [InlineData("test.requiring", 2)]
    public async Task RunAsync_AcceleratorWanted_RunsWhereOneIs(string capability, int caller)
    {
        _cluster.Gate.Open();

        var answers = await RunManyAsync(_cluster, capability, caller);

        Assert.All(answers, static answer => Assert.Equal((null, "Silo_1", "simulated:0"), (answer.Error, answer.Timings.Silo, answer.Timings.Device)));
    }

    [Fact]
    public async Task RunAsync_AcceleratorRequiredAndNone_IsNotReadyAndSaysWhatHelps()
    {
        await using var cluster = await StartAsync(static _ => new Equipment(HasGpu: false));

        var answer = await RunAsync(cluster, s_requiring.Name);

        Assert.Equal(WorkErrorCode.NotReady, answer.Error?.Code);
        Assert.Equal("This capability needs an accelerator, and the silo has none. Start a silo on a machine with a GPU and its driver.", answer.Error!.Message);
        Assert.Equal(0, answer.Timings.Attempts);
    }

    [Fact]
    public async Task RunAsync_AcceleratorPreferredAndNone_RunsOnProcessors()
    {
        await using var cluster = await StartAsync(static _ => new Equipment(HasGpu: false));
        cluster.Gate.Open();

        Assert.All(await RunManyAsync(cluster, s_preferring.Name), static answer => Assert.Equal((null, "cpu"), (answer.Error, answer.Timings.Device)));
    }

    [Fact]
    public async Task RunAsync_ModelMissingWhereTheAcceleratorIs_RunsWhereTheModelIs()
    {
        await using var cluster = await StartAsync(static silo => new Equipment(HasGpu: silo.EndsWith('1'), HasModel: silo.EndsWith('2')));
        cluster.Gate.Open();

        Assert.All(await RunManyAsync(cluster, s_preferring.Name), static answer => Assert.Equal((null, "Silo_2"), (answer.Error, answer.Timings.Silo)));
    }

    [Fact]
    public async Task RunAsync_SiloWithTheAcceleratorLeavesAndReturns_WorkGoesAndComesBack()
    {
        await using var cluster = await StartAsync();
        cluster.Gate.Open();

        await cluster.StopSiloAsync(1);
        var preferring = await RunManyAsync(cluster, s_preferring.Name);
        var requiring = await RunAsync(cluster, s_requiring.Name);
        await cluster.RestartSiloAsync(1);
        var again = await Task.WhenAll(RunManyAsync(cluster, s_preferring.Name), RunManyAsync(cluster, s_requiring.Name));

        Assert.All(preferring, static answer => Assert.Equal((null, "Silo_2", "cpu"), (answer.Error, answer.Timings.Silo, answer.Timings.Device)));
        Assert.Equal(WorkErrorCode.NotReady, requiring.Error?.Code);
        Assert.All(again.SelectMany(static answers => answers), static answer => Assert.Equal((null, "Silo_1"), (answer.Error, answer.Timings.Silo)));
    }

    [Fact]
    public async Task RunAsync_SiloWithTheAcceleratorDrains_TheOthersTakeTheRestAndNothingFails()
    {
        await using var cluster = await StartAsync();
        var held = RunAsync(cluster, s_preferring.Name);
        await cluster.Gate.Started.Task.WaitAsync(Cancellation);

        var stop = cluster.StopSiloAsync(1);
        var picture = cluster.Services(0).GetRequiredService<IClusterPicture>();
        await Eventually.TrueAsync(() => picture.ListSilos().All(static silo => silo.Name != "Silo_1" || silo.IsDraining), "the silo drains");
        var rest = RunManyAsync(cluster, s_preferring.Name);
        cluster.Gate.Open();

        Assert.Null((await held).Error);
        Assert.All(await rest, static answer => Assert.Equal((null, "Silo_2"), (answer.Error, answer.Timings.Silo)));
        await stop;
    }

    [Fact]
    public async Task Picture_UnlikeSilos_ShowsTheirDevicesAndWhyTheyCannotServe()
    {
        var picture = _cluster.Services(0).GetRequiredService<IClusterPicture>();

        var devices = picture.ListSilos().ToDictionary(static silo => silo.Name, static silo => silo.Devices);
        var replicas = picture.ListCapabilities().Single(static capability => capability.Descriptor.Name == s_requiring.Name).Replicas
            .ToDictionary(static replica => replica.Silo, static replica => replica.Readiness);

        Assert.Equal(["cpu"], devices["Silo_0"].Select(static device => device.Id));
        Assert.Equal(["cpu", "simulated:0"], devices["Silo_1"].Select(static device => device.Id));
        Assert.Equal((true, "Test GPU"), (devices["Silo_1"][1].IsSimulated, devices["Silo_1"][1].Name));
        Assert.InRange(devices["Silo_1"][0].MemoryUsedBytes!.Value, 1, devices["Silo_1"][0].MemoryBytes);
        Assert.Equal(["Silo_1", "Silo_2"], replicas.Keys.Order());
        Assert.Equal((true, false), (replicas["Silo_1"].IsReady, replicas["Silo_2"].IsReady));
        Assert.Equal("This capability needs an accelerator, and the silo has none.", replicas["Silo_2"].Reason);
    }

    private static Task<WorkerCluster> StartAsync(Func<string, Equipment>? equip = null) => WorkerCluster.StartAsync((silo, services) => Equip(silo, services, equip));

    private static void Equip(string silo, IServiceCollection services, Func<string, Equipment>? equip = null)
    {
        var equipment = equip?.Invoke(silo) ?? new Equipment(HasGpu: silo.EndsWith('1'));
        services.AddSingleton(equipment);
        if (equipment.HasGpu)
        {
            services.Configure<DeviceOptions>(static options => options.Simulated.Add(new SimulatedDeviceOptions { Name = "Test GPU" }));
        }

        if (!silo.EndsWith('0'))
        {
            services.AddEngine<ComputingEngine<Preferring>, Where, SiloName>(s_preferring);
            services.AddEngine<ComputingEngine<Requiring>, Where, SiloName>(s_requiring);
        }
    }

    private static async Task<WorkResult> RunAsync(WorkerCluster cluster, string capability, int caller = 0) => await cluster.ControllerOf(caller).RunAsync(
        new WorkRequest { Capability = capability, Payload = new(JsonSerializer.SerializeToUtf8Bytes(new Where(), ContractJson.Options)) }, Cancellation);

    private static Task<WorkResult[]> RunManyAsync(WorkerCluster cluster, string capability, int caller = 0) =>
        Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RunAsync(cluster, capability, caller)));

    /// <summary>The second silo has a simulated GPU.</summary>
    public sealed class UnlikeSilos : SharedCluster
    {
        /// <inheritdoc/>
        protected override void Configure(string silo, IServiceCollection services) => Equip(silo, services);
    }

    private sealed record Equipment(bool HasGpu, bool HasModel = true);

    private sealed class Preferring;

    private sealed class Requiring;

    /// <summary>Says that it computes on the accelerator of its silo, if that has one; answers with the silo.</summary>
    private sealed class ComputingEngine<TUse>(ILocalSiloDetails silo, DeviceCatalog devices, Equipment equipment, ClusterGates gates) : IEngine<Where, SiloName>, IStartingEngine
    {
        public string Device => (devices.Accelerator ?? devices.Cpu).Id;

        public Task<Readiness> StartAsync(CancellationToken cancellationToken) =>
            Task.FromResult(equipment.HasModel ? Readiness.Ready : Readiness.NotReady("The model is not installed.", "Install it."));

        public async Task<IReadOnlyList<EngineOutcome<SiloName>>> RunAsync(IReadOnlyList<Where> batch, CancellationToken cancellationToken)
        {
            await gates.Engines.PassAsync(cancellationToken);
            return [.. batch.Select(_ => (EngineOutcome<SiloName>)new SiloName(silo.Name))];
        }
    }
}
