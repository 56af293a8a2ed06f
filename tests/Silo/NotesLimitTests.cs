using Microsoft.Data.Sqlite;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Storage.Sqlite;

namespace WorkerGrains.Tests.Silo;

/// <summary>Notes where there is little room, no model, and a store in trouble.</summary>
public sealed class NotesLimitTests(NotesSilo shared) : IClassFixture<NotesSilo>
{
    private readonly string _collection = $"limits-{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_FullCollection_IsRefusedUntilANoteIsDeleted()
    {
        var silo = shared.Silo;
        await using var connected = await ConnectedClient.ToAsync(silo);
        var client = connected.Client;
        await Task.WhenAll(Enumerable.Range(0, NotesSilo.MaxNotes).Select(number => client.RunAsync(NotesCapabilities.Put, Note($"{number}"), Cancellation)));

        var refusal = await Assert.ThrowsAsync<WorkException>(() => client.RunAsync(NotesCapabilities.Put, Note("more"), Cancellation));
        await client.RunAsync(NotesCapabilities.Delete, new DeleteNote { Collection = _collection, Id = "1" }, Cancellation);
        await client.RunAsync(NotesCapabilities.Put, Note("more"), Cancellation);
        var list = await client.RunAsync(NotesCapabilities.List, new ListNotes { Collection = _collection, IncludeDeleted = true }, Cancellation);

        Assert.Equal((WorkErrorCode.InvalidInput, "notes.collection_full"), (refusal.Error.Code, refusal.Error.Reason));
        Assert.Equal(["0", "2", "more"], list.Notes.Select(static note => note.Id));
        await silo.Process.StopAsync(Cancellation);
        await silo.RestartAsync();
        await using var again = await ConnectedClient.ToAsync(silo);
        Assert.Equal(["0", "2", "more"], (await again.Client.RunAsync(NotesCapabilities.List, new ListNotes { Collection = _collection, IncludeDeleted = true }, Cancellation)).Notes.Select(static note => note.Id));
    }

    [Fact]
    public async Task Put_MoreBytesThanACollectionMayTake_IsRefused()
    {
        await using var connected = await ConnectedClient.ToAsync(shared.Silo);
        List<string> stored = [];

        var full = await FillAsync(number => connected.Client.RunAsync(NotesCapabilities.Put, Note($"{number}", 560_000), Cancellation), stored);
        var large = await Assert.ThrowsAsync<WorkException>(() => connected.Client.RunAsync(NotesCapabilities.Put, Note("large", NotesSilo.MaxNoteBytes + 1), Cancellation));

        Assert.Equal((WorkErrorCode.InvalidInput, "notes.collection_full"), (full.Code, full.Reason));
        Assert.InRange(stored.Count, 1, NotesSilo.MaxNotes - 1);
        Assert.Equal((WorkErrorCode.PayloadTooLarge, "notes.note_too_large"), (large.Error.Code, large.Error.Reason));
    }

    [Fact]
    public async Task Change_NoRoomInTheStoreOrInMemory_IsRefusedAndReadsGoOn()
    {
        await using var silo = await SiloProcess.StartAsync("full", "--State:Sqlite:MaxFileMebibytes=2", "--Notes:MaxLoadedMebibytes=1");
        await using var connected = await ConnectedClient.ToAsync(silo);
        var client = connected.Client;
        List<string> stored = [];

        // Large notes until none fits any more, then smaller ones, then deletions, which add to the histories.
        var large = await FillAsync(number => client.RunAsync(NotesCapabilities.Put, Note($"large{number}", 200_000), Cancellation), stored);
        var medium = await FillAsync(number => client.RunAsync(NotesCapabilities.Put, Note($"medium{number}", 10_000), Cancellation), stored);
        var small = await FillAsync(number => client.RunAsync(NotesCapabilities.Put, Note($"small{number}", 100), Cancellation), stored);
        var deletion = await FillAsync(number => client.RunAsync(NotesCapabilities.Delete, new DeleteNote { Collection = _collection, Id = $"small{number}" }, Cancellation), []);

        Assert.All([large, medium, small, deletion], static error => Assert.Equal((WorkErrorCode.Unavailable, "notes.storage_full"), (error.Code, error.Reason)));
        var list = await client.RunAsync(NotesCapabilities.List, new ListNotes { Collection = _collection, Limit = 500, IncludeDeleted = true }, Cancellation);
        Assert.Equal(stored.Order(StringComparer.Ordinal), list.Notes.Select(static note => note.Id));

        // One collection may take more than the silo is to keep in memory, and then no other is read.
        var other = await Assert.ThrowsAsync<WorkException>(() => client.RunAsync(NotesCapabilities.List, new ListNotes { Collection = "other" }, Cancellation));
        Assert.Equal(WorkErrorCode.Overloaded, other.Code);
    }

    [Fact]
    public async Task Change_StoreLockedByAnotherProgram_IsRefusedAndReadsGoOn()
    {
        var silo = shared.Silo;
        await using var connected = await ConnectedClient.ToAsync(silo);
        var client = connected.Client;
        await client.RunAsync(NotesCapabilities.Put, Note("a"), Cancellation);
        using (var other = Open(silo))
        {
            SqliteFile.Execute(other, "BEGIN IMMEDIATE");

            var put = await Assert.ThrowsAsync<WorkException>(() => client.RunAsync(NotesCapabilities.Put, Note("b"), Cancellation));
            var delete = await Assert.ThrowsAsync<WorkException>(() => client.RunAsync(NotesCapabilities.Delete, new DeleteNote { Collection = _collection, Id = "a" }, Cancellation));

            Assert.All([put.Error, delete.Error], static error => Assert.Equal((WorkErrorCode.Unavailable, "notes.storage_unavailable"), (error.Code, error.Reason)));
            Assert.Equal("text", (await client.RunAsync(NotesCapabilities.Get, new GetNote { Collection = _collection, Id = "a" }, Cancellation)).Text);
        }

        await client.RunAsync(NotesCapabilities.Put, Note("b"), Cancellation);
    }

    [Fact]
    public async Task Read_DamagedRecord_IsATypedFailureAndOtherCollectionsServe()
    {
        var silo = shared.Silo;
        await using var connected = await ConnectedClient.ToAsync(silo);
        var client = connected.Client;
        using (var other = Open(silo))
        {
            SqliteFile.Execute(other, "INSERT INTO state (grain, name, etag, data) VALUES ('notes/broken', 'notes', 'x', x'7B')");
            SqliteFile.Execute(other, """INSERT INTO state (grain, name, etag, data) VALUES ('notes/halved', 'notes', 'x', CAST('{"places":1}' AS BLOB)), ('notes/halved', 'note-0', 'x', CAST('{}' AS BLOB))""");
        }

        WorkException[] failures =
        [
            await Assert.ThrowsAsync<WorkException>(() => client.RunAsync(NotesCapabilities.Get, new GetNote { Collection = "broken", Id = "a" }, Cancellation)),
            await Assert.ThrowsAsync<WorkException>(() => client.RunAsync(NotesCapabilities.List, new ListNotes { Collection = "broken" }, Cancellation)),
            await Assert.ThrowsAsync<WorkException>(() => client.RunAsync(NotesCapabilities.Search, new SearchNotes { Collection = "broken", Query = "a" }, Cancellation)),
            await Assert.ThrowsAsync<WorkException>(() => client.RunAsync(NotesCapabilities.Get, new GetNote { Collection = "halved", Id = "a" }, Cancellation)),
        ];

        Assert.All(failures, static failure => Assert.Equal((WorkErrorCode.Unavailable, "notes.storage_unavailable"), (failure.Error.Code, failure.Error.Reason)));
        await client.RunAsync(NotesCapabilities.Put, Note("a"), Cancellation);
    }

    [Fact]
    public async Task Search_NoModelInstalled_RefusesByMeaningAndServesByWords()
    {
        await using var connected = await ConnectedClient.ToAsync(shared.Silo);
        await connected.Client.RunAsync(NotesCapabilities.Put, Note("a"), Cancellation);
        var search = new SearchNotes { Collection = _collection, Query = "text" };

        var refusal = await Assert.ThrowsAsync<WorkException>(() => connected.Client.RunAsync(NotesCapabilities.Search, search with { By = NoteSearchBy.Embedding }, Cancellation));

        Assert.Equal((WorkErrorCode.NotReady, "notes.embedding_unavailable"), (refusal.Error.Code, refusal.Error.Reason));
        Assert.Equal("a", Assert.Single((await connected.Client.RunAsync(NotesCapabilities.Search, search, Cancellation)).Hits).Id);
    }

    private PutNote Note(string id, int length = 0) => new() { Collection = _collection, Id = id, Text = length == 0 ? "text" : new string('x', length) };

    private static SqliteConnection Open(SiloProcess silo)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(silo.StateFolder, "workergrains.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Runs until a run is refused, and returns why; what was not refused is added to those that are stored.</summary>
    private static async Task<WorkError> FillAsync(Func<int, Task<NoteReceipt>> run, List<string> stored)
    {
        for (var number = 0; number < 5000; number++)
        {
            try
            {
                stored.Add((await run(number)).Id);
            }
            catch (WorkException refusal)
            {
                return refusal.Error;
            }
        }

        throw new InvalidOperationException("Nothing was refused.");
    }
}
