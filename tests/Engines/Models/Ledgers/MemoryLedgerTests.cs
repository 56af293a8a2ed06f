using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Tests.Engines.Models.Ledgers;

public sealed class MemoryLedgerTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private readonly TemporaryModels _models = new();
    private readonly ScriptedRuntime _runtime = new();

    private static CancellationToken Canceled => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task LoadAsync_DoesNotFit_UnloadsTheIdleOneThatIsWorthLeast()
    {
        using var repository = Open(megabytes: 16);
        _models.AddScripted("rare", 8);
        _models.AddScripted("often", 8);
        _models.AddScripted("new", 8);
        await repository.LoadAsync("rare", Canceled);
        await repository.LoadAsync("often", Canceled);
        Use(repository, "rare", 1);
        Use(repository, "often", 1000);

        Assert.True((await repository.LoadAsync("new", Canceled)).IsReady);

        Assert.Equal(ModelState.Available, StateOf(repository, "rare"));
        Assert.Equal(ModelState.Ready, StateOf(repository, "often"));
        Use(repository, "rare", 1);
        Assert.Equal(ModelState.Ready, StateOf(repository, "rare"));
    }

    [Fact]
    public async Task LoadAsync_RestIsPinnedOrInUse_IsRefusedWithTheFigures()
    {
        using var repository = Open(megabytes: 16);
        _models.AddScripted("pinned", 8, """{ "pinned": true }""");
        _models.AddScripted("used", 8);
        _models.AddScripted("new", 8);
        await repository.LoadAsync("pinned", Canceled);
        var used = (await repository.Find("used")!.AcquireAsync(null, Canceled)).Value!;

        var load = await repository.LoadAsync("new", Canceled);

        Assert.StartsWith("The model needs about 12 MB, and of the 16 MB for models on the processors 8 MB", load.Readiness.Reason, StringComparison.Ordinal);
        Assert.Equal((ModelState.Ready, ModelState.Ready), (StateOf(repository, "pinned"), StateOf(repository, "used")));
        used.Leave();
        Assert.True((await repository.LoadAsync("new", Canceled)).IsReady);
        Assert.Equal(ModelState.Available, StateOf(repository, "used"));
    }

    [Fact]
    public async Task InUse_AfterUnload_IsAsBefore()
    {
        using var repository = Open(megabytes: 100);
        _models.AddScripted("model", 8);
        await repository.LoadAsync("model", Canceled);
        var ledger = Assert.Single(repository.Ledgers.All);
        Assert.True(ledger.InUse >= 4 * Megabyte);

        await repository.Find("model")!.UnloadAsync(Canceled);

        Assert.Equal(0, ledger.InUse);
    }

    private static ModelState StateOf(ModelRepository repository, string name) => repository.Find(name)!.ToStatus().State;

    private static void Use(ModelRepository repository, string name, int times)
    {
        for (var i = 0; i < times; i++)
        {
            repository.Find(name)!.AcquireAsync(null, Canceled).AsTask().GetAwaiter().GetResult().Value!.Leave();
        }
    }

    private ModelRepository Open(int megabytes) => TemporaryModels.OpenWith(_models.Options(options => options.MemoryMegabytes = megabytes), null, _runtime);
}
