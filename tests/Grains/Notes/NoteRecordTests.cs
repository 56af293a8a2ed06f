using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Grains.Notes;
using WorkerGrains.Grains.Notes.Records;
using WorkerGrains.Grains.Storage;

namespace WorkerGrains.Tests.Grains.Notes;

public sealed class NoteRecordTests
{
    private readonly StateSerializer _serializer = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public void Stored_ByANewerProgram_KeepsWhatThisOneDoesNotKnow()
    {
        const string Newer = """{"id":"a","color":"red","versions":[{"number":1,"eTag":"1-x","text":"t","weight":{"kg":2}}]}""";
        var versions = new NoteVersions(new NotesOptions(), _time);

        var record = versions.Append("a", _serializer.Deserialize<NoteRecord>(new BinaryData(Newer)), new VersionRecord { Text = "u" });
        var stored = JsonNode.Parse(_serializer.Serialize(record))!;

        Assert.Equal("red", (string?)stored["color"]);
        Assert.Equal(2, (int)stored["versions"]![0]!["weight"]!["kg"]!);
        Assert.Equal("u", (string?)stored["versions"]![1]!["text"]);
    }

    [Fact]
    public void Append_ManyVersions_KeepsTheNewestOfTheHistory()
    {
        var versions = new NoteVersions(new NotesOptions { MaxHistoryVersions = 3, MaxHistoryBytes = 20 }, _time);
        NoteRecord? record = null;
        foreach (var text in (string[])["one", "two", "three", "four", "five", new string('x', 30), "end"])
        {
            record = versions.Append("a", record, NoteVersions.Of(new PutNote { Collection = "c", Id = "a", Text = text }));
        }

        // The one before is too large for the history by itself, so nothing older is kept either.
        Assert.Equal([7], record!.Versions.Select(static version => version.Number));
        record = versions.Append("a", record, NoteVersions.Of(new PutNote { Collection = "c", Id = "a", Text = "more" }));
        Assert.Equal([7, 8], record.Versions.Select(static version => version.Number));
    }

    [Fact]
    public void Append_ClockSetBack_DoesNotGoBack()
    {
        var versions = new NoteVersions(new NotesOptions(), _time);
        var first = versions.Append("a", null, new VersionRecord { Text = "1" });
        _time.AdjustTime(_time.GetUtcNow() - TimeSpan.FromHours(1));

        var second = versions.Append("a", first, new VersionRecord { Text = "2" });

        Assert.Equal(first.Versions[0].Updated, second.Versions[1].Updated);
        Assert.Equal(first.Created, second.Created);
    }
}
