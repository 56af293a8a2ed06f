using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MimeKit;
using WorkerGrains.Client;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Contracts.Encoding;
using WorkerGrains.Tests.Engines.Mail;

namespace WorkerGrains.Tests.Silo;

/// <summary>Notes through the running gateway and from a .NET client. Every output is checked against its schema.</summary>
public sealed class NotesRequestTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    /// <summary>Forty mails have vectors made, on whatever processors are left to the test.</summary>
    private static readonly WorkOptions s_patience = new() { Timeout = TimeSpan.FromMinutes(3) };

    private readonly string _collection = $"test-{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_NewChangedDeletedAndMadeAnew_KeepsCountAndHistory()
    {
        var first = await PutAsync(new PutNote { Collection = _collection, Id = "a", Text = "one", Title = "T", Tags = ["x", "y", "x"], Metadata = new Dictionary<string, string> { ["k"] = "v" } });
        var second = await PutAsync(new PutNote { Collection = _collection, Id = "a", Text = "two", IfMatch = first.ETag });
        var third = await PutAsync(new PutNote { Collection = _collection, Id = "a", Text = "three", Overwrite = true });
        var deleted = await RunAsync(NotesCapabilities.Delete, new DeleteNote { Collection = _collection, Id = "a", IfMatch = third.ETag });
        var old = await RunAsync(NotesCapabilities.Get, new GetNote { Collection = _collection, Id = "a", Version = 1, History = true });
        var anew = await PutAsync(new PutNote { Collection = _collection, Id = "a", Text = "four", IfNoneMatch = "*" });
        var read = await RunAsync(NotesCapabilities.Get, new GetNote { Collection = _collection, Id = "a", History = true });

        Assert.Equal([1, 2, 3, 4, 5], [first.Version, second.Version, third.Version, deleted.Version, anew.Version]);
        Assert.Distinct([first.ETag, second.ETag, third.ETag, deleted.ETag, anew.ETag]);
        Assert.Equal(("one", "T", first.ETag), (old.Text, old.Title, old.ETag));
        Assert.Equal(["x", "y"], old.Tags);
        Assert.Equal("v", old.Metadata["k"]);
        Assert.Equal([false, false, false, true], old.History!.Select(static version => version.IsDeleted));
        Assert.Equal(("four", anew.ETag, first.Created), (read.Text, read.ETag, read.Created));
        Assert.Equal([first.ETag, second.ETag, third.ETag, deleted.ETag, anew.ETag], read.History!.Select(static version => version.ETag));
        Assert.Equal(TimeSpan.Zero, read.Updated.Offset);
        Assert.True(read.Updated >= read.Created);
    }

    [Fact]
    public async Task Put_TheSameRequestTwice_IsMadeOnce()
    {
        var put = new PutNote { Collection = _collection, Id = "a", Text = "one", RequestKey = "key-1" };
        var first = await PutAsync(put);
        var again = await PutAsync(put);
        var delete = new DeleteNote { Collection = _collection, Id = "a", RequestKey = "key-2" };
        var deleted = await RunAsync(NotesCapabilities.Delete, delete);
        var deletedAgain = await RunAsync(NotesCapabilities.Delete, delete);

        Assert.Equal(first with { IsRepeat = true }, again);
        Assert.Equal(deleted with { IsRepeat = true }, deletedAgain);
    }

    [Fact]
    public async Task Put_ManyWritersOfOneNote_OneWinsEachVersion()
    {
        const int Writers = 32;
        const int Rounds = 10;
        var etag = (await PutAsync(new PutNote { Collection = _collection, Id = "hot", Text = "0" })).ETag;
        for (var round = 1; round <= Rounds; round++)
        {
            var expected = etag;
            var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
            {
                using var response = await PostAsync("notes.put", new { collection = _collection, id = "hot", text = $"{round}:{writer}", ifMatch = expected });
                var body = (await response.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
                return (response.StatusCode, Code: (string?)body["code"], ETag: (string?)body["etag"], Text: $"{round}:{writer}");
            }));

            var winner = Assert.Single(answers, static answer => answer.StatusCode == HttpStatusCode.OK);
            Assert.All(answers.Where(static answer => answer.StatusCode != HttpStatusCode.OK), static answer => Assert.Equal((HttpStatusCode.Conflict, "notes.conflict"), (answer.StatusCode, answer.Code)));
            var read = await RunAsync(NotesCapabilities.Get, new GetNote { Collection = _collection, Id = "hot" });
            Assert.Equal((winner.Text, winner.ETag, round + 1L), (read.Text, read.ETag, read.Version));
            etag = read.ETag;
        }
    }

    [Fact]
    public async Task List_PagesWhileTheCollectionChanges_GiveEachNoteOnce()
    {
        var ids = Enumerable.Range(0, 25).Select(static number => $"n{number:00}").ToArray();
        await Task.WhenAll(ids.Append("other").Select(id => PutAsync(new PutNote { Collection = _collection, Id = id, Text = id, Tags = [id[..1]] })));
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await RunAsync(NotesCapabilities.List, new ListNotes { Collection = _collection, Prefix = "n", Tag = "n", Limit = 10, Cursor = cursor });
            seen.AddRange(page.Notes.Select(static note => note.Id));
            cursor = page.Cursor;
            if (seen.Count == 10)
            {
                // One before and one behind where the page ended.
                await RunAsync(NotesCapabilities.Delete, new DeleteNote { Collection = _collection, Id = "n03" });
                await RunAsync(NotesCapabilities.Delete, new DeleteNote { Collection = _collection, Id = "n12" });
            }
        }
        while (cursor is not null);

        var all = await RunAsync(NotesCapabilities.List, new ListNotes { Collection = _collection, IncludeDeleted = true });
        Assert.Equal(ids.Where(static id => id != "n12"), seen);
        Assert.Equal((24, 26), (all.Total, all.Notes.Count));
        Assert.Equal(["n03", "n12"], all.Notes.Where(static note => note.IsDeleted).Select(static note => note.Id));
    }

    [Fact]
    public async Task Search_RealMails_FindsThemByTheirWordsAndFollowsChanges()
    {
        var mails = await StoreMailsAsync();
        foreach (var (id, mail) in mails)
        {
            // The subject's words, in another order and case: the mail is among the best of its collection.
            var query = string.Join(' ', (mail.Subject ?? "").ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries).Reverse());
            if (query.Count(char.IsLetter) < 12)
            {
                continue;
            }

            var found = await RunAsync(NotesCapabilities.Search, new SearchNotes { Collection = _collection, Query = query, Limit = 20 });
            Assert.Contains(id, found.Hits.Select(static hit => hit.Id));
            Assert.Equal(found.Hits.Select(static hit => hit.Score).OrderDescending(), found.Hits.Select(static hit => hit.Score));
        }

        var changed = mails.Keys.First();
        await PutAsync(new PutNote { Collection = _collection, Id = changed, Text = "An entirely quixotic replacement.", Overwrite = true });
        Assert.Equal([changed], (await RunAsync(NotesCapabilities.Search, new SearchNotes { Collection = _collection, Query = "quixotic" })).Hits.Select(static hit => hit.Id));
        await RunAsync(NotesCapabilities.Delete, new DeleteNote { Collection = _collection, Id = changed });
        Assert.Empty((await RunAsync(NotesCapabilities.Search, new SearchNotes { Collection = _collection, Query = "quixotic" })).Hits);
    }

    [Fact]
    public async Task Search_RealMails_FindsThemByWhatTheyMean()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        await StoreMailsAsync();
        await PutAsync(new PutNote { Collection = _collection, Id = "cat", Text = "The kitten fell asleep on the sofa." });
        await PutAsync(new PutNote { Collection = _collection, Id = "nothing", Text = "" });
        var search = new SearchNotes { Collection = _collection, Query = "A young cat is taking a nap.", By = NoteSearchBy.Embedding, Limit = 3 };

        var found = await RunAsync(NotesCapabilities.Search, search, s_patience);
        await PutAsync(new PutNote { Collection = _collection, Id = "cat", Text = "Quarterly revenue rose by four percent.", Overwrite = true });
        var afterChange = await RunAsync(NotesCapabilities.Search, search, s_patience);

        Assert.Equal(("cat", "text-embed"), (found.Hits[0].Id, found.Model));
        Assert.InRange(found.Hits[0].Score, 0.3, 1.0001);
        Assert.DoesNotContain("nothing", found.Hits.Select(static hit => hit.Id));
        Assert.NotEqual("cat", afterChange.Hits[0].Id);
    }

    [Theory]
    [InlineData("notes.put", """{"collection":"Bad Name","id":"a","text":"t"}""", 400, "notes.name_invalid")]
    [InlineData("notes.put", """{"collection":"{c}","id":"../a","text":"t"}""", 400, "notes.name_invalid")]
    [InlineData("notes.put", """{"collection":"{c}","id":"a","text":"t","tags":[" "]}""", 400, "notes.name_invalid")]
    [InlineData("notes.put", """{"collection":"{c}","id":"there","text":"t"}""", 409, "notes.conflict")]
    [InlineData("notes.put", """{"collection":"{c}","id":"there","text":"t","ifNoneMatch":"*"}""", 409, "notes.conflict")]
    [InlineData("notes.put", """{"collection":"{c}","id":"there","text":"t","ifMatch":"1-x"}""", 409, "notes.conflict")]
    [InlineData("notes.put", """{"collection":"{c}","id":"absent","text":"t","ifMatch":"1-x"}""", 409, "notes.conflict")]
    [InlineData("notes.put", """{"collection":"{c}","id":"there","text":"t","ifMatch":"1-x","overwrite":true}""", 400, "notes.condition_invalid")]
    [InlineData("notes.put", """{"collection":"{c}","id":"there","text":"other","requestKey":"made"}""", 400, "notes.request_key_reused")]
    [InlineData("notes.get", """{"collection":"","id":"there"}""", 400, "invalid_input")]
    [InlineData("notes.get", """{"collection":"-","id":"there"}""", 400, "notes.name_invalid")]
    [InlineData("notes.get", """{"collection":"{c}","id":"absent"}""", 404, "notes.not_found")]
    [InlineData("notes.get", """{"collection":"{c}","id":"there","version":2}""", 404, "notes.not_found")]
    [InlineData("notes.get", """{"collection":"{c}","id":"deleted"}""", 404, "notes.not_found")]
    [InlineData("notes.list", """{"collection":"UPPER"}""", 400, "notes.name_invalid")]
    [InlineData("notes.list", """{"collection":"{c}","cursor":"%%%"}""", 400, "notes.cursor_invalid")]
    [InlineData("notes.list", """{"collection":"{c}","cursor":"bm9uZQ"}""", 400, "notes.cursor_invalid")]
    [InlineData("notes.delete", """{"collection":"{c}","id":" "}""", 400, "notes.name_invalid")]
    [InlineData("notes.delete", """{"collection":"{c}","id":"absent"}""", 404, "notes.not_found")]
    [InlineData("notes.delete", """{"collection":"{c}","id":"there","ifMatch":"1-x"}""", 409, "notes.conflict")]
    [InlineData("notes.search", """{"collection":"a b","query":"t"}""", 400, "notes.name_invalid")]
    [InlineData("notes.search", """{"collection":"{c}","query":"?!"}""", 400, "notes.query_empty")]
    public async Task Http_WhatIsRefused_HasItsCode(string capability, string body, int status, string code)
    {
        await PutAsync(new PutNote { Collection = _collection, Id = "there", Text = "t", RequestKey = "made" });
        await PutAsync(new PutNote { Collection = _collection, Id = "deleted", Text = "t" });
        await RunAsync(NotesCapabilities.Delete, new DeleteNote { Collection = _collection, Id = "deleted" });

        using var response = await PostAsync(capability, JsonNode.Parse(body.Replace("{c}", _collection, StringComparison.Ordinal))!);

        Assert.Equal((status, code), ((int)response.StatusCode, (string?)(await response.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["code"]));
    }

    [Fact]
    public async Task Put_TooLargeANote_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<WorkException>(() => PutAsync(new PutNote { Collection = _collection, Id = "a", Text = new string('ä', 200_000) }));

        Assert.Equal((WorkErrorCode.PayloadTooLarge, "notes.note_too_large"), (refusal.Error.Code, refusal.Error.Reason));
    }

    private async Task<Dictionary<string, MimeMessage>> StoreMailsAsync()
    {
        var mails = Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "mail-spamassassin"), "easy-ham-*.eml").Order(StringComparer.Ordinal).Take(40)
            .ToDictionary(static path => Path.GetFileName(path), static path => MimeKitMail.Load(path));
        await Parallel.ForEachAsync(mails, Cancellation, async (mail, _) =>
        {
            var title = mail.Value.Subject is { Length: > 0 } subject ? subject : null;
            var receipt = await PutAsync(new PutNote { Collection = _collection, Id = mail.Key, Text = mail.Value.TextBody ?? "", Title = title, Tags = ["mail"] });
            var read = await RunAsync(NotesCapabilities.Get, new GetNote { Collection = _collection, Id = mail.Key });
            Assert.Equal((mail.Value.TextBody ?? "", title, receipt.ETag), (read.Text, read.Title, read.ETag));
        });
        return mails;
    }

    private Task<NoteReceipt> PutAsync(PutNote put) => RunAsync(NotesCapabilities.Put, put);

    private async Task<TOutput> RunAsync<TInput, TOutput>(Capability<TInput, TOutput> capability, TInput input, WorkOptions? options = null)
        where TInput : class
        where TOutput : class
    {
        var output = (await silo.Client.RunAsync(capability, input, options ?? new WorkOptions(), Cancellation)).Value;
        SchemaCheck.AssertPromised(capability, output);
        return output;
    }

    private Task<HttpResponseMessage> PostAsync(string capability, object input) =>
        silo.Http.PostAsJsonAsync(new Uri($"/v1/capabilities/{capability}/run", UriKind.Relative), input, Cancellation);
}
