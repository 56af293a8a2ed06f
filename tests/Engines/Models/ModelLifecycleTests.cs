using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Tests.Engines.Models;

public sealed class ModelLifecycleTests : IDisposable
{
    private readonly TemporaryModels _models = new();
    private readonly ScriptedRuntime _runtime = new();

    private static CancellationToken Canceled => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task AcquireAsync_NewerVersionLoaded_ServesItAndReleasesTheOld()
    {
        using var repository = Open();
        Install("answer", 1, "41");
        Assert.Equal(41, await AskAsync(repository, "answer"));
        Install("answer", 2, "42");

        var load = await repository.LoadAsync("answer", Canceled);

        Assert.Equal(2, load.Model!.Version);
        Assert.Equal(42, await AskAsync(repository, "answer"));
        Assert.Equal(1, _runtime.Alive);
    }

    [Fact]
    public async Task LoadAsync_WantsAGpuAndThereIsNone_IsRefusedAndSaysWhatHelps()
    {
        using var repository = Open();
        Install("answer", 1, "41");
        _models.Write("answer", "model.json", """{ "device": "gpu" }""");

        var load = await repository.LoadAsync("answer", Canceled);

        Assert.Contains("wants a GPU", load.Readiness.Reason, StringComparison.Ordinal);
        Assert.Contains("CUDA", load.Readiness.Remedy, StringComparison.Ordinal);
        Assert.Equal(0, _runtime.Alive);
    }

    [Fact]
    public async Task LoadAsync_OldVersionInUse_WaitsForItAndDoesNotTakeItAway()
    {
        using var repository = Open();
        Install("answer", 1, "41");
        var old = (await repository.Find("answer")!.AcquireAsync(null, Canceled)).Value!;
        Install("answer", 2, "42");

        var load = repository.LoadAsync("answer", Canceled);
        await Eventually.TrueAsync(() => repository.Find("answer")!.Served.Default!.Version == 2, "the new version serves");

        Assert.False(load.IsCompleted);
        Assert.Equal(41, ScriptedRuntime.Ask(old));
        Assert.Equal(42, await AskAsync(repository, "answer"));
        old.Leave();
        await load;
        Assert.Equal(1, _runtime.Alive);
    }

    [Fact]
    public async Task LoadAsync_ReplacedFiftyTimesUnderLoad_NoRequestFails()
    {
        using var repository = Open();
        Install("answer", 1, "1");
        await repository.LoadAsync("answer", Canceled);
        using var stop = new CancellationTokenSource();
        var begun = Enumerable.Range(0, 4).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var callers = begun.Select(first => Task.Run(async () =>
        {
            for (var last = 0; !stop.IsCancellationRequested;)
            {
                var answer = await AskAsync(repository, "answer");
                Assert.True(answer >= last, "A caller went back to a version that had been replaced.");
                last = answer;
                first.TrySetResult();
            }
        })).ToList();
        await Task.WhenAny(Task.WhenAll(begun.Select(static first => first.Task)), Task.WhenAny(callers)).WaitAsync(Canceled);

        for (var version = 2; version <= 51; version++)
        {
            Install("answer", version, $"{version}");
            Assert.Equal(version, (await repository.LoadAsync("answer", Canceled)).Model!.Version);
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        Assert.Equal(1, _runtime.Alive);
        Assert.Equal(51, _runtime.Loads);
    }

    [Fact]
    public async Task LoadAsync_NewVersionIsBroken_OldOneGoesOnServing()
    {
        using var repository = Open();
        Install("answer", 1, "41");
        await repository.LoadAsync("answer", Canceled);
        Install("answer", 2, "not a model");

        var load = await repository.LoadAsync("answer", Canceled);

        Assert.Equal("Version 2 of the model 'answer' cannot be loaded. The model file is broken.", load.Readiness.Reason);
        Assert.Equal(41, await AskAsync(repository, "answer"));
        var status = Assert.Single(repository.List());
        Assert.Equal((ModelState.Ready, 1, load.Readiness), (status.State, status.Version, status.Readiness));
    }

    [Fact]
    public async Task RollBackAsync_AfterAReplacement_ServesTheVersionBefore()
    {
        using var repository = Open();
        Install("answer", 1, "41");
        await repository.LoadAsync("answer", Canceled);
        Install("answer", 2, "42");
        await repository.LoadAsync("answer", Canceled);
        var entry = repository.Find("answer")!;

        Assert.Equal(1, (await entry.RollBackAsync(Canceled)).Model!.Version);
        Assert.Equal(41, await AskAsync(repository, "answer"));

        // The folder's newest is not taken up behind the operator's back, and going back again is going forward.
        await entry.FollowAsync(Canceled);
        Assert.Equal(41, await AskAsync(repository, "answer"));
        Assert.Equal(2, (await entry.RollBackAsync(Canceled)).Model!.Version);
    }

    [Fact]
    public async Task AcquireAsync_UnloadedToMakeRoom_LoadsTheVersionThatWasKeptTo()
    {
        using var repository = Open();
        Install("answer", 1, "41");
        Install("answer", 2, "42");
        await repository.LoadAsync("answer", version: 1, reload: false, Canceled);

        Assert.True(await EntryOf(repository, "answer").TryEvictAsync());

        Assert.Equal(41, await AskAsync(repository, "answer"));
    }

    [Fact]
    public async Task RollBackAsync_NothingServedBefore_SaysSo()
    {
        using var repository = Open();
        Install("answer", 1, "41");
        await repository.LoadAsync("answer", Canceled);

        var load = await repository.Find("answer")!.RollBackAsync(Canceled);

        Assert.Equal("No other version of the model 'answer' has served before.", load.Readiness.Reason);
        Assert.Equal(41, await AskAsync(repository, "answer"));
    }

    [Fact]
    public async Task UnloadAsync_ThenRequest_IsRefusedUntilLoaded()
    {
        using var repository = Open();
        Install("answer", 1, "41");
        await repository.LoadAsync("answer", Canceled);
        var entry = repository.Find("answer")!;

        Assert.True(await entry.UnloadAsync(Canceled));

        Assert.Equal(0, _runtime.Alive);
        var refused = await entry.AcquireAsync(null, Canceled);
        Assert.Equal(WorkErrorCode.NotReady, refused.Error!.Code);
        Assert.Equal(ModelState.Unloaded, entry.ToStatus().State);
        await repository.LoadAsync("answer", Canceled);
        Assert.Equal(41, await AskAsync(repository, "answer"));
    }

    [Fact]
    public async Task UnloadAsync_StillUsedAfterTheDrainTimeout_SaysSoAndReleasesLater()
    {
        using var repository = Open(static options => options.DrainTimeout = TimeSpan.Zero);
        Install("answer", 1, "41");
        var model = (await EntryOf(repository, "answer").AcquireAsync(null, Canceled)).Value!;

        Assert.False(await EntryOf(repository, "answer").UnloadAsync(Canceled));

        Assert.Equal(41, ScriptedRuntime.Ask(model));
        model.Leave();
        await model.Released;
        Assert.Equal(0, _runtime.Alive);
    }

    [Fact]
    public async Task LoadAsync_OneVersionByNumber_KeepsToIt()
    {
        using var repository = Open();
        Install("answer", 1, "41");
        Install("answer", 2, "42");

        await repository.LoadAsync("answer", version: 1, reload: false, Canceled);
        await EntryOf(repository, "answer").FollowAsync(Canceled);

        Assert.Equal(41, await AskAsync(repository, "answer"));
        var missing = await repository.LoadAsync("answer", version: 7, reload: false, Canceled);
        Assert.Equal("Version 7 of the model 'answer' is not installed.", missing.Readiness.Reason);
        Assert.Equal("Installed: 2, 1.", missing.Readiness.Remedy);
        await EntryOf(repository, "answer").FollowAsync(Canceled);
        Assert.Equal(41, await AskAsync(repository, "answer"));
    }

    [Fact]
    public async Task LoadAsync_Reload_LoadsWhatServesAnew()
    {
        using var repository = Open();
        Install("answer", 1, "41");
        await repository.LoadAsync("answer", Canceled);
        await repository.LoadAsync("answer", Canceled);
        Assert.Equal(1, _runtime.Loads);

        await repository.LoadAsync("answer", version: null, reload: true, Canceled);

        Assert.Equal(2, _runtime.Loads);
        Assert.Equal(1, _runtime.Alive);
    }

    [Theory]
    [InlineData("""{ "latest": 2 }""", new[] { 3, 2 })]
    [InlineData("""{ "all": true }""", new[] { 3, 2, 1 })]
    [InlineData("""{ "specific": [1, 2] }""", new[] { 2, 1 })]
    public async Task LoadAsync_VersionPolicy_ServesThoseVersions(string policy, int[] served)
    {
        using var repository = Open();
        Install("answer", 1, "41");
        Install("answer", 2, "42");
        Install("answer", 3, "43");
        _models.Write("answer", "model.json", $$"""{ "versions": {{policy}}, "aliases": { "stable": 2 } }""");

        await repository.LoadAsync("answer", Canceled);

        Assert.Equal(served, Assert.Single(repository.List()).Versions.Select(static version => version.Version));
        Assert.Equal(served[0] + 40, await AskAsync(repository, "answer"));
        Assert.Equal(42, await AskAsync(repository, "answer", "2"));
        Assert.Equal(42, await AskAsync(repository, "answer", "stable"));
        Assert.Equal(WorkErrorCode.UnknownModel, (await EntryOf(repository, "answer").AcquireAsync("4", Canceled)).Error!.Code);
        Assert.Equal(WorkErrorCode.UnknownModel, (await EntryOf(repository, "answer").AcquireAsync("best", Canceled)).Error!.Code);
    }

    [Fact]
    public async Task AcquireAsync_HundredColdCallers_ShareOneLoad()
    {
        using var repository = Open();
        Install("answer", 1, "41");
        var gate = new TaskCompletionSource();
        _runtime.Gate = gate.Task;

        var callers = Enumerable.Range(0, 100).Select(_ => AskAsync(repository, "answer")).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(callers), static answer => Assert.Equal(41, answer));
        Assert.Equal(1, _runtime.Loads);
    }

    [Fact]
    public async Task AcquireAsync_MoreColdCallersThanAreHeld_AreRefusedAtOnce()
    {
        using var repository = Open(static options => options.MaxColdRequests = 2);
        Install("answer", 1, "41");
        var gate = new TaskCompletionSource();
        _runtime.Gate = gate.Task;
        var held = Enumerable.Range(0, 2).Select(_ => AskAsync(repository, "answer")).ToList();

        var refused = await EntryOf(repository, "answer").AcquireAsync(null, Canceled);

        Assert.Equal(WorkErrorCode.Overloaded, refused.Error!.Code);
        gate.SetResult();
        Assert.All(await Task.WhenAll(held), static answer => Assert.Equal(41, answer));
    }

    [Fact]
    public async Task AcquireAsync_BrokenModel_IsNotLoadedAgainForEveryRequest()
    {
        using var repository = Open();
        Install("answer", 1, "not a model");

        for (var request = 0; request < 5; request++)
        {
            Assert.Equal(WorkErrorCode.NotReady, (await EntryOf(repository, "answer").AcquireAsync(null, Canceled)).Error!.Code);
        }

        Assert.Equal(1, _runtime.Loads);
    }

    [Fact]
    public async Task LookAsync_Watching_FollowsTheFolder()
    {
        var options = _models.Options(static options => options.Control = ModelControl.Watch);
        using var repository = TemporaryModels.OpenWith(options, null, _runtime);
        using var watcher = Watcher(repository, options);
        Install("answer", 1, "41");
        await watcher.LookAsync(Canceled);
        Assert.Equal(1, repository.Find("answer")!.Served.Default!.Version);

        Install("answer", 2, "42");
        await watcher.LookAsync(Canceled);
        Assert.Equal(2, repository.Find("answer")!.Served.Default!.Version);

        Install("answer", 3, "not a model");
        await watcher.LookAsync(Canceled);
        Assert.Equal(2, repository.Find("answer")!.Served.Default!.Version);

        Directory.Delete(Path.Combine(_models.Path, "answer"), recursive: true);
        await watcher.LookAsync(Canceled);
        Assert.Equal(0, _runtime.Alive);
    }

    [Fact]
    public async Task StartAsync_NotExplicit_LoadsAllAndThoseAlone()
    {
        var options = _models.Options(static options => options.Control = ModelControl.None);
        using var repository = TemporaryModels.OpenWith(options, null, _runtime);
        using var watcher = Watcher(repository, options);
        Install("answer", 1, "41");
        Install("broken", 1, "not a model");

        await watcher.StartAsync(Canceled);
        await watcher.StopAsync(Canceled);

        Assert.Equal([ModelState.Ready, ModelState.Failed], repository.List().Where(static model => model.Name is "answer" or "broken").Select(static model => model.State));
    }

    [Fact]
    public async Task StartAsync_Explicit_LoadsThosePinnedOrNamed()
    {
        var options = _models.Options(static options => options.Load.Add("named"));
        using var repository = TemporaryModels.OpenWith(options, null, _runtime);
        using var watcher = Watcher(repository, options);
        Install("named", 1, "1");
        Install("other", 1, "2");
        Install("pinned", 1, "3");
        _models.Write("pinned", "model.json", """{ "pinned": true }""");

        await watcher.StartAsync(Canceled);
        await watcher.StopAsync(Canceled);

        Assert.Equal(["named", "pinned"], repository.List().Where(static model => model.State == ModelState.Ready).Select(static model => model.Name));
    }

    private static ModelEntry EntryOf(ModelRepository repository, string name) => repository.Find(name)!;

    private static async Task<int> AskAsync(ModelRepository repository, string name, string? version = null)
    {
        var model = await EntryOf(repository, name).AcquireAsync(version, Canceled);
        Assert.Null(model.Error);
        try
        {
            return ScriptedRuntime.Ask(model.Value!);
        }
        finally
        {
            model.Value!.Leave();
        }
    }

    private ModelRepository Open(Action<ModelRepositoryOptions>? configure = null) => TemporaryModels.OpenWith(_models.Options(configure), null, _runtime);

    private static ModelWatcher Watcher(ModelRepository repository, IOptions<ModelRepositoryOptions> options) =>
        new(repository, options, TimeProvider.System, NullLogger<ModelWatcher>.Instance);

    private void Install(string name, int version, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_models.Path, name, $"{version}")).FullName;
        File.WriteAllText(Path.Combine(folder, "model.onnx"), text);
    }
}
