using Orleans.Storage;
using WorkerGrains.Grains.Storage;
using WorkerGrains.Grains.Storage.Sqlite;

namespace WorkerGrains.Tests.Grains.Storage;

/// <summary>State in a SQLite file, and what goes wrong with files.</summary>
public sealed class SqliteGrainStorageTests : GrainStorageConformance
{
    private readonly SqliteStateFolder _folder = new();
    private SqliteGrainStorage? _storage;

    private static GrainId Grain => GrainId.Create("file", "one");

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _storage?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Write_TwoProcessesShareTheFile_EachSeesTheOther()
    {
        // A second store has connections of its own, as another silo of this machine would.
        using var other = _folder.Open();
        var mine = await WriteAsync(Grain, new StoredThing { Name = "mine" });
        var theirs = new GrainState<StoredThing>();
        await other.ReadStateAsync("thing", Grain, theirs);
        Assert.Equal((mine.ETag, "mine"), (theirs.ETag, theirs.State!.Name));

        await other.WriteStateAsync("thing", Grain, theirs);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Store.WriteStateAsync("thing", Grain, mine));
    }

    [Fact]
    public async Task Write_WhileAnotherProgramHoldsTheFile_SaysSoAndWritesNothing()
    {
        var state = await WriteAsync(Grain, new StoredThing { Name = "before" });
        using var other = _folder.Connect();
        SqliteFile.Execute(other, "BEGIN IMMEDIATE");

        state.State = new StoredThing { Name = "during" };
        var refusal = await Assert.ThrowsAsync<StateException>(() => Store.WriteStateAsync("thing", Grain, state));
        Assert.Equal(StateFailure.Locked, refusal.Failure);
        Assert.Equal("before", (await ReadAsync(Grain)).State!.Name);

        SqliteFile.Execute(other, "ROLLBACK");
        await Store.WriteStateAsync("thing", Grain, state);
        Assert.Equal("during", (await ReadAsync(Grain)).State!.Name);
    }

    [Fact]
    public async Task Write_NoRoomLeft_SaysSoAndKeepsServing()
    {
        Reopen(options => options.MaxFileMebibytes = 1);
        var state = await WriteAsync(Grain, new StoredThing { Name = "small" });
        var large = new StoredThing { Bytes = new byte[2_000_000] };

        // A large and a small one, perhaps of one commit: the small one is not to suffer.
        var refused = Assert.ThrowsAsync<StateException>(() => WriteAsync(GrainId.Create("file", "large"), large));
        await Store.WriteStateAsync("thing", Grain, state);

        Assert.Equal(StateFailure.Full, (await refused).Failure);
        Assert.False((await ReadAsync(GrainId.Create("file", "large"))).RecordExists);
        Assert.Equal("small", (await ReadAsync(Grain)).State!.Name);
    }

    [Fact]
    public async Task Write_TooLargeARecord_IsRefused()
    {
        Reopen(static options => options.MaxRecordMebibytes = 1);

        var refusal = await Assert.ThrowsAsync<StateException>(() => WriteAsync(Grain, new StoredThing { Bytes = new byte[2_000_000] }));

        Assert.Equal(StateFailure.TooLarge, refusal.Failure);
    }

    [Fact]
    public async Task Write_MoreThanMayWait_IsRefusedAndTheRestWritten()
    {
        Reopen(options => (options.MaxQueueLength, options.MaxBatchSize, options.LockTimeout) = (4, 1, TimeSpan.FromSeconds(60)));
        using var other = _folder.Connect();
        SqliteFile.Execute(other, "BEGIN IMMEDIATE");

        // The writer waits for the file with one in its hands; four more may wait behind it.
        var writes = Enumerable.Range(0, 32).Select(number => WriteAsync(GrainId.Create("file", $"{number}"), new StoredThing())).ToArray();
        SqliteFile.Execute(other, "ROLLBACK");
        await Task.WhenAll(writes).ContinueWith(static _ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);

        Assert.InRange(writes.Count(static write => write.IsCompletedSuccessfully), 4, 5);
        Assert.All(writes.Where(static write => write.IsFaulted), static write =>
            Assert.Equal(StateFailure.Overloaded, Assert.IsType<StateException>(write.Exception!.InnerException).Failure));
    }

    [Fact]
    public async Task Read_DamagedFile_SaysSo()
    {
        var grains = Enumerable.Range(0, 50).Select(static number => GrainId.Create("file", $"{number}")).ToArray();
        await Task.WhenAll(grains.Select(grain => WriteAsync(grain, new StoredThing { Bytes = new byte[10_000] })));
        _storage!.Dispose();
        Overwrite(from: 100_000);
        _storage = _folder.Open();

        var refusal = await Assert.ThrowsAsync<StateException>(async () =>
        {
            foreach (var grain in grains)
            {
                await _storage.ReadStateAsync("thing", grain, new GrainState<StoredThing>());
            }
        });

        Assert.Equal(StateFailure.Damaged, refusal.Failure);
    }

    [Fact]
    public async Task Read_RecordThatIsNone_SaysSo()
    {
        await WriteAsync(Grain, new StoredThing());
        using var other = _folder.Connect();
        SqliteFile.Execute(other, "UPDATE state SET data = x'7B22'");

        Assert.Equal(StateFailure.Damaged, (await Assert.ThrowsAsync<StateException>(() => ReadAsync(Grain))).Failure);
    }

    [Fact]
    public void Check_FileThatIsNoStateFile_SaysWhatToDo()
    {
        _storage!.Dispose();
        File.WriteAllText(_folder.File, new string('x', 5000));

        Assert.Contains("damaged or no state file", _folder.Check().FailureMessage, StringComparison.Ordinal);
        File.Delete(_folder.File);
        Assert.True(_folder.Check().Succeeded);
    }

    [Fact]
    public void Check_FileOfANewerProgram_IsLeftAlone()
    {
        using var other = _folder.Connect();
        SqliteFile.Execute(other, "PRAGMA user_version = 2");

        Assert.Contains("newer version", _folder.Check().FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_FileHeldByAnotherProgram_SaysWhatToDo()
    {
        using var other = _folder.Connect();
        SqliteFile.Execute(other, "BEGIN IMMEDIATE");

        Assert.Contains("locked by another program", _folder.Check().FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_FolderThatCannotBeWritten_SaysWhatToDo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is a folder that nobody can write to, on Linux.");
        _folder.Options.Path = "/proc/state";

        Assert.Contains("State:Sqlite:Path", _folder.Check().FailureMessage, StringComparison.Ordinal);
    }

    private protected override Task<IGrainStorage> OpenAsync() => Task.FromResult<IGrainStorage>(_storage = _folder.Open());

    private protected override Task<IGrainStorage> ReopenAsync()
    {
        _storage!.Dispose();
        return OpenAsync();
    }

    private void Reopen(Action<SqliteStateOptions> configure)
    {
        configure(_folder.Options);
        _storage!.Dispose();
        UseStore(_storage = _folder.Open());
    }

    private void Overwrite(long from)
    {
        using var file = File.OpenWrite(_folder.File);
        file.Position = from;
        var noise = new byte[file.Length - from];
        new Random(1).NextBytes(noise);
        file.Write(noise);
    }
}
