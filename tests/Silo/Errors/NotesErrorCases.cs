using System.Globalization;
using Microsoft.Data.Sqlite;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Grains.Storage.Sqlite;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>What notes are refused for.</summary>
internal static class NotesErrorCases
{
    public static IReadOnlyList<ErrorCase> All { get; } =
    [
        new(NotesCapabilities.Put, "notes.name_invalid", """{ "collection": "Bad Name", "id": "a", "text": "t" }"""),
        new(NotesCapabilities.Put, "notes.conflict", """{ "collection": "conflict", "id": "there", "text": "t" }""") { Before = static silo => NoteIsThereAsync(silo, "conflict") },
        new(NotesCapabilities.Put, "notes.condition_invalid", """{ "collection": "c", "id": "a", "text": "t", "ifMatch": "1-x", "overwrite": true }"""),
        new(NotesCapabilities.Put, "notes.note_too_large", $$"""{ "collection": "c", "id": "a", "text": "{{new string('x', 300_000)}}" }"""),
        new(NotesCapabilities.Put, "notes.collection_full", """{ "collection": "full", "id": "d", "text": "t" }""") { Before = ThreeNotesAreThereAsync },
        new(NotesCapabilities.Put, "notes.request_key_reused", """{ "collection": "keyed", "id": "there", "text": "other", "requestKey": "made-there" }""") { Before = static silo => NoteIsThereAsync(silo, "keyed") },
        new(NotesCapabilities.Put, "notes.storage_full", $$"""{ "collection": "put-full", "id": "a", "text": "{{new string('x', 200_000)}}" }""") { Before = StoreIsFullAsync },
        Damaged(NotesCapabilities.Put, "\"id\": \"a\", \"text\": \"t\""),
        new(NotesCapabilities.Get, "notes.name_invalid", """{ "collection": "-", "id": "a" }"""),
        new(NotesCapabilities.Get, "notes.not_found", """{ "collection": "empty", "id": "absent" }"""),
        Damaged(NotesCapabilities.Get, "\"id\": \"a\""),
        new(NotesCapabilities.List, "notes.name_invalid", """{ "collection": "UPPER" }"""),
        new(NotesCapabilities.List, "notes.cursor_invalid", """{ "collection": "empty", "cursor": "%%%" }"""),
        Damaged(NotesCapabilities.List, null),
        new(NotesCapabilities.Delete, "notes.name_invalid", """{ "collection": "c", "id": " " }"""),
        new(NotesCapabilities.Delete, "notes.conflict", """{ "collection": "undeleted", "id": "there", "ifMatch": "1-x" }""") { Before = static silo => NoteIsThereAsync(silo, "undeleted") },
        new(NotesCapabilities.Delete, "notes.not_found", """{ "collection": "empty", "id": "absent" }"""),
        new(NotesCapabilities.Delete, "notes.storage_full", """{ "collection": "delete-full", "id": "there" }""")
        {
            Before = static async silo =>
            {
                await NoteIsThereAsync(silo, "delete-full", new string('x', 50_000));
                return await StoreIsFullAsync(silo);
            },
        },
        Damaged(NotesCapabilities.Delete, "\"id\": \"a\""),
        new(NotesCapabilities.Search, "notes.name_invalid", """{ "collection": "a b", "query": "t" }"""),
        new(NotesCapabilities.Search, "notes.query_empty", """{ "collection": "empty", "query": "?!" }"""),
        new(NotesCapabilities.Search, "notes.embedding_unavailable", """{ "collection": "empty", "query": "word", "by": "embedding" }""") { Before = UnloadedModel.OfEmbeddingsAsync },
        Damaged(NotesCapabilities.Search, "\"query\": \"word\""),
    ];

    /// <summary>A request to a collection whose stored record is none.</summary>
    private static ErrorCase Damaged(Capability capability, string? members)
    {
        var collection = $"broken-{capability.Name.Replace("notes.", "", StringComparison.Ordinal)}";
        return new(capability, "notes.storage_unavailable", $$"""{ "collection": "{{collection}}"{{(members is null ? "" : ", " + members)}} }""")
        {
            Before = silo =>
            {
                using var store = silo.OpenStore();
                SqliteFile.Execute(store, $"INSERT INTO state (grain, name, etag, data) VALUES ('notes/{collection}', 'notes', 'x', x'7B')");
                return Task.FromResult<IAsyncDisposable?>(null);
            },
        };
    }

    private static async Task<IAsyncDisposable?> NoteIsThereAsync(TightSilo silo, string collection, string text = "text")
    {
        Assert.Equal(GatewayAnswer.Answered, (await silo.PutNoteAsync(collection, "there", text)).Outcome);
        return null;
    }

    private static async Task<IAsyncDisposable?> ThreeNotesAreThereAsync(TightSilo silo)
    {
        foreach (var id in (string[])["a", "b", "c"])
        {
            Assert.Equal(GatewayAnswer.Answered, (await silo.PutNoteAsync("full", id)).Outcome);
        }

        return null;
    }

    /// <summary>Another program takes the room that the store may have, until the request is answered.</summary>
    private static Task<IAsyncDisposable?> StoreIsFullAsync(TightSilo silo)
    {
        const int Mebibyte = 1024 * 1024;
        var store = silo.OpenStore();
        var free = Count(store, "PRAGMA freelist_count") * Count(store, "PRAGMA page_size");
        SqliteFile.Execute(store, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO state (grain, name, etag, data) VALUES ('other', 'other', 'x', zeroblob({free + Mebibyte}))"));
        return Task.FromResult<IAsyncDisposable?>(new Room(store));
    }

    private static long Count(SqliteConnection store, string query)
    {
        using var command = store.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>What is taken of the store's room, and given back.</summary>
    private sealed class Room(SqliteConnection store) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            SqliteFile.Execute(store, "DELETE FROM state WHERE grain = 'other'");
            await store.DisposeAsync();
        }
    }
}
