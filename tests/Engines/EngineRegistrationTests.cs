using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Tests.Gateway;

namespace WorkerGrains.Tests.Engines;

public sealed class EngineRegistrationTests
{
    private static readonly Capability<Greet, Greeting> s_capability = new("test.registered", "1.0.0");
    private static readonly Capability<Greet, Greeting> s_newer = new("test.registered", "2.0.0");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddEngine_Host_StartsServing()
    {
        using var host = Build(static services => services.AddEngine<EchoEngine, Greet, Greeting>(s_capability));
        await host.StartAsync(Cancellation);

        var handler = host.Services.GetRequiredService<WorkHandlerCatalog>().Find("test.registered", new CapabilityVersion(1, 0, 0));
        var result = await handler!.RunAsync(Request(), Cancellation);

        Assert.Equal("""{"message":"Hello"}"""u8.ToArray(), result.Payload.Bytes.ToArray());
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task AddInlineEngine_Host_StartsServing()
    {
        using var host = Build(static services => services.AddInlineEngine<InlineEcho, Greet, Greeting>(s_capability));
        await host.StartAsync(Cancellation);

        var result = await Assert.Single(host.Services.GetRequiredService<WorkHandlerCatalog>().Handlers).RunAsync(Request(), Cancellation);

        Assert.Null(result.Error);
    }

    [Fact]
    public async Task AddComposingEngine_Host_StartsServingAndGivesTheEngineACaller()
    {
        var controller = new ScriptedController();
        controller.AnswerWith(WorkResult.Success("""{"message":"from the callee"}"""u8.ToArray()));
        using var host = Build(services => services.AddSingleton<IController>(controller).AddComposingEngine<Asking, Greet, Greeting>(s_capability));
        await host.StartAsync(Cancellation);

        var result = await Assert.Single(host.Services.GetRequiredService<WorkHandlerCatalog>().Handlers)
            .RunAsync(Request() with { CallDepth = 4, Timeout = TimeSpan.FromMinutes(1) }, Cancellation);

        Assert.Equal("""{"message":"from the callee"}"""u8.ToArray(), result.Payload.Bytes.ToArray());
        Assert.Equal(("test.registered", 5), (controller.LastRequest!.Capability, controller.LastRequest.CallDepth));
        Assert.InRange(controller.LastRequest.Timeout!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task AddComposingEngine_RequestWithoutATimeout_CallsWithinTheDefaultDeadline()
    {
        var controller = new ScriptedController();
        controller.AnswerWith(WorkResult.Success("""{"message":"from the callee"}"""u8.ToArray()));
        using var host = Build(services => services.AddSingleton<IController>(controller).AddComposingEngine<Asking, Greet, Greeting>(s_capability));
        await host.StartAsync(Cancellation);

        await Assert.Single(host.Services.GetRequiredService<WorkHandlerCatalog>().Handlers).RunAsync(Request(), Cancellation);

        Assert.InRange(controller.LastRequest!.Timeout!.Value, TimeSpan.Zero, s_capability.DefaultDeadline);
    }

    [Fact]
    public async Task Dispose_Host_StopsComposingEnginesAtEveryDepth()
    {
        var host = Build(static services => services.AddSingleton<IController>(new ScriptedController()).AddComposingEngine<Asking, Greet, Greeting>(s_capability));
        await host.StartAsync(Cancellation);
        var handler = Assert.Single(host.Services.GetServices<IWorkHandler>());
        await handler.RunAsync(Request(), Cancellation);

        await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Equal(WorkErrorCode.Unavailable, (await handler.RunAsync(Request(), Cancellation)).Error?.Code);
        Assert.Equal(WorkErrorCode.Unavailable, (await handler.RunAsync(Request() with { CallDepth = 3 }, Cancellation)).Error?.Code);
    }

    [Theory]
    [InlineData("MaxBatchSize", "0")]
    [InlineData("MaxBatchSize", "1025")]
    [InlineData("MaxPaddedSize", "-1")]
    [InlineData("MaxQueueLength", "0")]
    [InlineData("MaxQueueLength", "65537")]
    [InlineData("Lanes", "0")]
    [InlineData("Lanes", "65")]
    public async Task AddEngine_OptionOutOfRange_StopsTheStartAndNamesEngineAndOption(string option, string value)
    {
        using var host = Build(static services => services.AddEngine<EchoEngine, Greet, Greeting>(s_capability), ($"Engines:test.registered:{option}", value));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Contains("test.registered", exception.Message, StringComparison.Ordinal);
        Assert.Contains(option, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddEngine_OptionThatIsNoNumber_StopsTheStartAndNamesIt()
    {
        using var host = Build(static services => services.AddEngine<EchoEngine, Greet, Greeting>(s_capability), ("Engines:test.registered:MaxBatchSize", "many"));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancellation));

        Assert.Contains("Engines:test.registered:MaxBatchSize", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddEngine_Configuration_OverridesWhatWasRegistered()
    {
        using var host = Build(
            static services => services
                .AddEngine<EchoEngine, Greet, Greeting>(s_capability, static batching => (batching.MaxBatchSize, batching.Lanes) = (7, 2)),
            ("Engines:test.registered:MaxBatchSize", "9"),
            ("Engines:test.other:Lanes", "3"));

        var options = host.Services.GetRequiredService<IOptionsMonitor<BatchingOptions>>().Get("test.registered");

        Assert.Equal((9, 2, 512), (options.MaxBatchSize, options.Lanes, options.MaxQueueLength));
        Assert.Equal(2, Assert.Single(host.Services.GetServices<IWorkHandler>()).Lanes);
    }

    [Fact]
    public void AddEngine_TwoVersions_AreBothOffered()
    {
        using var host = Build(static services => services
            .AddEngine<EchoEngine, Greet, Greeting>(s_capability)
            .AddInlineEngine<InlineEcho, Greet, Greeting>(s_newer));

        var catalog = host.Services.GetRequiredService<WorkHandlerCatalog>();

        Assert.Equal(2, catalog.Handlers.Count);
        Assert.NotNull(catalog.Find("test.registered", new CapabilityVersion(2, 0, 0)));
        Assert.Null(catalog.Find("test.registered", new CapabilityVersion(1, 0, 1)));
        Assert.Null(catalog.Find("test.other", new CapabilityVersion(1, 0, 0)));
    }

    [Fact]
    public void AddEngine_SameCapabilityTwice_IsAMistake()
    {
        using var host = Build(static services => services
            .AddEngine<EchoEngine, Greet, Greeting>(s_capability)
            .AddInlineEngine<InlineEcho, Greet, Greeting>(s_capability));

        Assert.Throws<ArgumentException>(host.Services.GetRequiredService<WorkHandlerCatalog>);
    }

    [Fact]
    public async Task StartAsync_EnginesThatStart_StartAtOnceAndBeforeTheHostGoesOn()
    {
        using var host = Build(static services => services
            .AddSingleton(new Barrier(participantCount: 2))
            .AddEngine<MeetingEngine<int>, Greet, Greeting>(s_capability)
            .AddEngine<MeetingEngine<long>, Greet, Greeting>(s_newer));

        await host.StartAsync(Cancellation);

        Assert.All(host.Services.GetRequiredService<WorkHandlerCatalog>().Handlers, static handler => Assert.True(handler.Readiness.IsReady));
    }

    [Fact]
    public async Task Dispose_Host_StopsHandlersBeforeTheirEngines()
    {
        var host = Build(static services => services.AddEngine<DisposableEngine, Greet, Greeting>(s_capability));
        await host.StartAsync(Cancellation);
        var handler = Assert.Single(host.Services.GetServices<IWorkHandler>());
        var engine = host.Services.GetRequiredService<DisposableEngine>();
        engine.OnDispose = async () => Assert.Equal(WorkErrorCode.Unavailable, (await handler.RunAsync(Request(), CancellationToken.None)).Error?.Code);

        await ((IAsyncDisposable)host).DisposeAsync();

        Assert.True(engine.IsDisposed);
    }

    private static WorkRequest Request() => new() { Capability = "test.registered", Payload = new Payload("""{"message":"Hello"}"""u8.ToArray()) };

    private static IHost Build(Action<IServiceCollection> add, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        add(builder.Services);
        return builder.Build();
    }

    private class EchoEngine : IEngine<Greet, Greeting>
    {
        public Task<IReadOnlyList<EngineOutcome<Greeting>>> RunAsync(IReadOnlyList<Greet> batch, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<EngineOutcome<Greeting>>>([.. batch.Select(static input => (EngineOutcome<Greeting>)new Greeting { Message = input.Message })]);
    }

    private sealed class Asking : IComposingEngine<Greet, Greeting>
    {
        public async Task<EngineOutcome<Greeting>> RunAsync(Greet input, IWorkCaller caller, CancellationToken cancellationToken) =>
            await caller.RunAsync(s_capability, input, cancellationToken);
    }

    private sealed class InlineEcho : IInlineEngine<Greet, Greeting>
    {
        public EngineOutcome<Greeting> Run(Greet input) => new Greeting { Message = input.Message };
    }

    /// <summary>Starts only when another one starts at the same time.</summary>
    private sealed class MeetingEngine<T>(Barrier barrier) : EchoEngine, IStartingEngine
    {
        public Task<Readiness> StartAsync(CancellationToken cancellationToken)
        {
            barrier.SignalAndWait(cancellationToken);
            return Task.FromResult(Readiness.Ready);
        }
    }

    private sealed class DisposableEngine : EchoEngine, IAsyncDisposable
    {
        public Func<Task>? OnDispose { get; set; }

        public bool IsDisposed { get; private set; }

        public async ValueTask DisposeAsync()
        {
            await OnDispose!();
            IsDisposed = true;
        }
    }
}
