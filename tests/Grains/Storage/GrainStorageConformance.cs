using System.Globalization;
using Orleans.Storage;

namespace WorkerGrains.Tests.Grains.Storage;

/// <summary>What every store of grain state must do. Derived once for each.</summary>
public abstract class GrainStorageConformance : IAsyncLifetime
{
    private const string Name = "thing";

    private IGrainStorage? _store;

    private protected IGrainStorage Store => _store!;

    private protected void UseStore(IGrainStorage store) => _store = store;

    private static GrainId NewGrain() => GrainId.Create("conformance", Guid.NewGuid().ToString("N"));

    /// <summary>Opens the store, or skips.</summary>
    private protected abstract Task<IGrainStorage> OpenAsync();

    /// <summary>Ends the store as a stopping silo does and opens it again.</summary>
    private protected abstract Task<IGrainStorage> ReopenAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Read_NothingStored_GivesAnEmptyRecord()
    {
        var state = await ReadAsync(NewGrain());

        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal("", state.State!.Name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task Write_ThenRead_GivesWhatWasWritten(int length)
    {
        var grain = NewGrain();
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var written = await WriteAsync(grain, new StoredThing { Name = "Grüße 🌍 \"\0", Bytes = bytes });

        var read = await ReadAsync(grain);

        Assert.True(read.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal("Grüße 🌍 \"\0", read.State!.Name);
        Assert.Equal(bytes, read.State!.Bytes);
    }

    [Fact]
    public async Task Write_Again_GivesAnotherETag()
    {
        var grain = NewGrain();
        var state = await WriteAsync(grain, new StoredThing { Name = "one" });
        var first = state.ETag;

        state.State = new StoredThing { Name = "two" };
        await Store.WriteStateAsync(Name, grain, state);

        Assert.NotEqual(first, state.ETag);
        Assert.Equal("two", (await ReadAsync(grain)).State!.Name);
    }

    [Fact]
    public async Task Write_WithAnOldETag_IsRefusedAndChangesNothing()
    {
        var grain = NewGrain();
        var mine = await WriteAsync(grain, new StoredThing { Name = "one" });
        var theirs = await ReadAsync(grain);
        theirs.State = new StoredThing { Name = "theirs" };
        await Store.WriteStateAsync(Name, grain, theirs);

        mine.State = new StoredThing { Name = "mine" };
        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => Store.WriteStateAsync(Name, grain, mine));

        var read = await ReadAsync(grain);
        Assert.Equal(("theirs", theirs.ETag), (read.State!.Name, read.ETag));
    }

    [Fact]
    public async Task Write_AsNewWhatIsThere_IsRefused()
    {
        var grain = NewGrain();
        await WriteAsync(grain, new StoredThing { Name = "one" });

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => WriteAsync(grain, new StoredThing { Name = "two" }));

        Assert.Equal("one", (await ReadAsync(grain)).State!.Name);
    }

    [Fact]
    public async Task Clear_ThenRead_GivesNothing()
    {
        var grain = NewGrain();
        var state = await WriteAsync(grain, new StoredThing { Name = "one" });

        await Store.ClearStateAsync(Name, grain, state);

        Assert.False(state.RecordExists);
        Assert.False((await ReadAsync(grain)).RecordExists);
    }

    [Fact]
    public async Task Clear_WithAnOldETag_IsRefused()
    {
        var grain = NewGrain();
        var mine = await WriteAsync(grain, new StoredThing { Name = "one" });
        var theirs = await ReadAsync(grain);
        await Store.WriteStateAsync(Name, grain, theirs);

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => Store.ClearStateAsync(Name, grain, mine));

        Assert.True((await ReadAsync(grain)).RecordExists);
    }

    [Fact]
    public async Task Write_OfWhatWasClearedSince_IsRefused()
    {
        var grain = NewGrain();
        var mine = await WriteAsync(grain, new StoredThing { Name = "one" });
        var theirs = await ReadAsync(grain);
        await Store.ClearStateAsync(Name, grain, theirs);

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => Store.WriteStateAsync(Name, grain, mine));

        Assert.False((await ReadAsync(grain)).RecordExists);
    }

    [Fact]
    public async Task Clear_ThenWrite_BeginsAnew()
    {
        var grain = NewGrain();
        var state = await WriteAsync(grain, new StoredThing { Name = "one" });
        await Store.ClearStateAsync(Name, grain, state);

        state.State = new StoredThing { Name = "two" };
        await Store.WriteStateAsync(Name, grain, state);

        Assert.Equal("two", (await ReadAsync(grain)).State!.Name);
    }

    [Fact]
    public async Task Names_OfOneGrain_AreRecordsOfTheirOwn()
    {
        var grain = NewGrain();
        await WriteAsync(grain, new StoredThing { Name = "one" });
        var other = new GrainState<StoredThing>(new StoredThing { Name = "other" });
        await Store.WriteStateAsync("other", grain, other);

        Assert.Equal("one", (await ReadAsync(grain)).State!.Name);
    }

    [Fact]
    public async Task Write_ManyAtOnceOfOneRecord_OneWinsEachVersion()
    {
        const int Writers = 32;
        const int Rounds = 8;
        var grain = NewGrain();
        await WriteAsync(grain, new StoredThing { Name = "0" });
        for (var round = 1; round <= Rounds; round++)
        {
            var states = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => ReadAsync(grain)));

            var won = await Task.WhenAll(states.Select(async (state, writer) =>
            {
                state.State = new StoredThing { Name = string.Create(CultureInfo.InvariantCulture, $"{round}:{writer}") };
                try
                {
                    await Store.WriteStateAsync(Name, grain, state);
                    return state.State!.Name;
                }
                catch (InconsistentStateException)
                {
                    return null;
                }
            }));

            Assert.Equal((await ReadAsync(grain)).State!.Name, Assert.Single(won, static name => name is not null));
        }
    }

    [Fact]
    public async Task Write_ManyRecordsAtOnce_AllAreThereAfterwards()
    {
        var grains = Enumerable.Range(0, 500).Select(static _ => NewGrain()).ToArray();
        await Task.WhenAll(grains.Select((grain, number) => WriteAsync(grain, new StoredThing { Name = $"{number}" })));

        var read = await Task.WhenAll(grains.Select(ReadAsync));

        Assert.Equal(Enumerable.Range(0, grains.Length).Select(static number => $"{number}"), read.Select(static state => state.State!.Name));
    }

    [Fact]
    public async Task Reopen_AfterWrites_GivesThemWithTheirETags()
    {
        var grain = NewGrain();
        var written = await WriteAsync(grain, new StoredThing { Name = "one" });

        _store = await ReopenAsync();

        var read = await ReadAsync(grain);
        Assert.Equal(("one", written.ETag), (read.State!.Name, read.ETag));
        await Store.WriteStateAsync(Name, grain, read);
    }

    [Fact]
    public async Task Read_OfWhatAnOlderProgramWrote_GivesDefaultsAndKeepsTheRest()
    {
        var grain = NewGrain();
        await WriteAsync(grain, new StoredThing { Name = "old", Bytes = [1, 2] });

        var newer = new GrainState<NewerStoredThing>();
        await Store.ReadStateAsync(Name, grain, newer);
        Assert.Equal(("old", 7, 0), (newer.State!.Name, newer.State!.Count, newer.State!.Words.Count));
        Assert.Equal([1, 2], newer.State!.Bytes);

        newer.State = newer.State! with { Count = 8, Words = ["a", "b"] };
        await Store.WriteStateAsync(Name, grain, newer);
        var older = await ReadAsync(grain);
        older.State = older.State! with { Name = "old again" };
        await Store.WriteStateAsync(Name, grain, older);
        await Store.ReadStateAsync(Name, grain, newer);

        Assert.Equal(("old again", 8), (newer.State!.Name, newer.State!.Count));
        Assert.Equal(["a", "b"], newer.State!.Words);
    }

    private protected async Task<GrainState<StoredThing>> ReadAsync(GrainId grain)
    {
        var state = new GrainState<StoredThing>();
        await Store.ReadStateAsync(Name, grain, state);
        return state;
    }

    private protected async Task<GrainState<StoredThing>> WriteAsync(GrainId grain, StoredThing thing)
    {
        var state = new GrainState<StoredThing>(thing);
        await Store.WriteStateAsync(Name, grain, state);
        return state;
    }
}
