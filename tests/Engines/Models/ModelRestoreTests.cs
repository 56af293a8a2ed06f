using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Tests.Engines.Models;

/// <summary>Aliases that operators give, and choices that a repository follows when it is there again.</summary>
public sealed class ModelRestoreTests : IDisposable
{
    private readonly TemporaryModels _models = new();
    private readonly ScriptedRuntime _runtime = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task RestoreAsync_ChosenVersion_ServesAndIsKeptTo()
    {
        using var repository = Open();
        Install(1, "1");
        Install(2, "2");

        await repository.RestoreAsync(Load(1), Cancellation);
        Assert.Equal(1, Served(repository).Default?.Version);

        Install(3, "3");
        await repository.Find("answer")!.FollowAsync(Cancellation);
        Assert.Equal(1, Served(repository).Default?.Version);
    }

    [Fact]
    public async Task RollBackAsync_AfterRestore_ServesWhatTheOperatorHadBefore()
    {
        using var repository = Open();
        Install(1, "1");
        Install(2, "2");
        Install(3, "3");
        await repository.RestoreAsync(Load(1) with { Previous = 2 }, Cancellation);

        Assert.Equal(2, (await repository.Find("answer")!.RollBackAsync(Cancellation)).Model?.Version);
        Assert.Equal((2, 1), (Served(repository).Default?.Version, repository.Find("answer")!.ToStatus().Previous));
    }

    [Fact]
    public async Task RestoreAsync_VersionIsGone_ServesAsThePolicySays()
    {
        using var repository = Open();
        Install(2, "2");
        Install(3, "3");

        await repository.RestoreAsync(Load(1), Cancellation);

        Assert.Equal(3, Served(repository).Default?.Version);
        Assert.Equal(ModelState.Ready, repository.List().Single(static model => model.Name == "answer").State);
    }

    [Fact]
    public async Task RestoreAsync_VersionIsBroken_LeavesWhatServes()
    {
        using var repository = Open();
        Install(1, "1");
        await repository.LoadAsync("answer", Cancellation);
        Install(2, "2");
        Install(3, "broken");

        await repository.RestoreAsync(Load(3), Cancellation);

        Assert.Equal(1, Served(repository).Default?.Version);
    }

    [Fact]
    public async Task RestoreAsync_Unloaded_IsNotLoadedForARequest()
    {
        using var repository = Open();
        Install(1, "1");

        await repository.RestoreAsync(new ModelChange("answer", ModelAction.Unload), Cancellation);

        Assert.Equal(WorkErrorCode.NotReady, (await repository.Find("answer")!.AcquireAsync(null, Cancellation)).Error?.Code);
        Assert.Equal(0, _runtime.Loads);
    }

    [Fact]
    public async Task RestoreAsync_ModelsAreFixed_ChangesNothing()
    {
        using var repository = Open(static options => options.Control = ModelControl.None);
        Install(1, "1");

        await repository.RestoreAsync(Load(1), Cancellation);

        Assert.Equal(0, _runtime.Loads);
    }

    [Fact]
    public async Task ChangeAsync_Alias_StandsOverModelJsonAndStaysWhenTheVersionsChange()
    {
        _models.Write(Install(1, "1"), "model.json", """{ "versions": { "all": true }, "aliases": { "stable": 1, "old": 1 } }""");
        Install(2, "2");
        using var repository = Open();
        await repository.LoadAsync("answer", Cancellation);

        Assert.Null(await RenameAsync(repository, ModelAction.SetAlias, "stable", 2));
        Assert.Null(await RenameAsync(repository, ModelAction.SetAlias, "new", 2));
        Assert.Null(await RenameAsync(repository, ModelAction.RemoveAlias, "old"));
        Install(3, "3");
        await repository.LoadAsync("answer", Cancellation);

        Assert.Equal((3, 2, 2, null), (Version(repository, null), Version(repository, "stable"), Version(repository, "new"), Version(repository, "old")));
    }

    [Theory]
    [InlineData(ModelAction.SetAlias, "2", 1)]
    [InlineData(ModelAction.SetAlias, "../up", 1)]
    [InlineData(ModelAction.SetAlias, null, 1)]
    [InlineData(ModelAction.SetAlias, "stable", 9)]
    [InlineData(ModelAction.SetAlias, "stable", null)]
    [InlineData(ModelAction.RemoveAlias, "unknown", null)]
    public async Task ChangeAsync_AliasThatCannotBe_IsRefused(ModelAction action, string? alias, int? version)
    {
        using var repository = Open();
        Install(1, "1");
        await repository.LoadAsync("answer", Cancellation);

        Assert.Equal(WorkErrorCode.InvalidInput, (await RenameAsync(repository, action, alias, version))?.Code);
        Assert.Empty(Served(repository).Aliases);
    }

    private static ModelChange Load(int version) => new("answer", ModelAction.Load) { Version = version };

    private static ServedVersions Served(ModelRepository repository) => repository.Find("answer")!.Served;

    private static int? Version(ModelRepository repository, string? name) => Served(repository).Find(name)?.Version;

    private static async Task<WorkError?> RenameAsync(ModelRepository repository, ModelAction action, string? alias, int? version = null) =>
        (await repository.ChangeAsync(new ModelChange("answer", action) { Alias = alias, Version = version }, Cancellation)).Error;

    private ModelRepository Open(Action<ModelRepositoryOptions>? configure = null) => TemporaryModels.OpenWith(_models.Options(configure), null, _runtime);

    private string Install(int version, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_models.Path, "answer", $"{version}")).FullName;
        File.WriteAllText(Path.Combine(folder, "model.onnx"), text);
        return "answer";
    }
}
