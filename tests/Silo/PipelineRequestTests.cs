using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using MimeKit;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Contracts.Encoding;
using WorkerGrains.Tests.Engines.Mail;
using WorkerGrains.Tests.Engines.Pipelines;
using WorkerGrains.Tests.Readme;

namespace WorkerGrains.Tests.Silo;

/// <summary>Tags and pipelines of real texts through the running gateway and from a .NET client.</summary>
public sealed class PipelineRequestTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static readonly TagLabel[] s_topics =
    [
        new() { Name = "packages", Description = "RPM packages for Red Hat Linux: building, dependencies, apt repositories, upgrades." },
        new() { Name = "mail program", Description = "Developing and using the exmh mail program: folders, sequences, Tcl code, patches." },
        new() { Name = "cooking", Description = "Recipes: baking, boiling and frying, vegetables, spices and sauces." },
        new() { Name = "football", Description = "Football matches, goals, players, coaches and league tables." },
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("freshrpms.net", "packages")]
    [InlineData("exmh", "mail program")]
    public async Task Tag_MailsOfAList_HaveItsTopicMoreOftenThanAnyOther(string list, string topic)
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        var mails = Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "mail-spamassassin"), "*.eml").Select(static file => MimeKitMail.Load(file))
            .Where(mail => mail.Headers["List-Id"]?.Contains(list, StringComparison.Ordinal) == true && mail.TextBody is not null).ToList();
        Assert.True(mails.Count >= 10);

        var right = 0;
        foreach (var mail in mails)
        {
            var input = new TagText { Text = $"{mail.Subject}\n\n{mail.TextBody}", Labels = s_topics, MinConfidence = 0 };
            var tagged = await silo.Client.RunAsync(TextCapabilities.Tag, input, Cancellation);
            SchemaCheck.AssertPromised(TextCapabilities.Tag, tagged);
            right += tagged.Tags[0].Label == topic ? 1 : 0;
        }

        Assert.True(right >= 0.9 * mails.Count, $"{right} of {mails.Count} mails have {topic} as their likeliest topic.");
    }

    [Fact]
    public async Task Tag_OverHttp_GivesTheTagsWithTheirSentences()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        var text = "I tried apt-get upgrade and rpm says that the new package has a failed dependency. The weather is fine.";

        using var response = await silo.Http.PostAsJsonAsync(Run("text.tag"), new { text, labels = s_topics.Select(static topic => new { name = topic.Name, description = topic.Description }) }, Cancellation);
        var answer = (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;

        Assert.Equal("packages", (string?)answer["tags"]![0]!["label"]);
        Assert.StartsWith("I tried apt-get", (string?)answer["tags"]![0]!["evidence"]![0]!["sentence"], StringComparison.Ordinal);
        Assert.Single(answer["tags"]!.AsArray());
    }

    [Theory]
    [InlineData("""{ "text": "x" }""", "invalid_input")]
    [InlineData("""{ "text": "", "labels": [{ "name": "a", "description": "b" }] }""", "invalid_input")]
    [InlineData("""{ "text": "x", "labels": [] }""", "invalid_input")]
    [InlineData("""{ "text": "x", "schema": "none" }""", "tag.unknown_schema")]
    [InlineData("""{ "text": "?", "labels": [{ "name": "a", "description": "b" }] }""", "tag.empty_text")]
    public async Task Tag_BadInput_IsRefused(string json, string code)
    {
        using var response = await silo.Http.PostAsync(Run("text.tag"), new StringContent(json, Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal((HttpStatusCode.BadRequest, code), (response.StatusCode, (string?)(await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["code"]));
    }

    [Fact]
    public async Task Pipeline_ClassifiesAndTagsMails_AsTheCapabilitiesDoByThemselves()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        var files = Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "mail-spamassassin"), "*.eml").Order(StringComparer.Ordinal)
            .Where(static file => Ascii.IsValid(File.ReadAllBytes(file))).Take(12).ToList();
        var mails = new JsonArray([.. files.Select(static file =>
        {
            var mail = MimeKitMail.Load(file);
            return new JsonObject { ["message"] = File.ReadAllText(file), ["text"] = $"{mail.Subject}\n\n{mail.TextBody ?? mail.HtmlBody}" };
        })]);
        var labels = new JsonArray([.. s_topics.Select(static topic => new JsonObject { ["name"] = topic.Name, ["description"] = topic.Description })]);
        var body = new JsonObject
        {
            ["pipeline"] = JsonNode.Parse(
                """
                {
                  "steps": [
                    { "id": "classify", "capability": "email.classify", "forEach": "/input/mails", "input": { "message": { "$ref": "/item/message" } } },
                    { "id": "tag", "capability": "text.tag", "forEach": "/input/mails", "onFailure": "continue", "input": { "text": { "$ref": "/item/text" }, "labels": { "$ref": "/input/labels" } } }
                  ],
                  "output": { "kinds": { "$ref": "/steps/classify" }, "tags": { "$ref": "/steps/tag" } }
                }
                """),
            ["input"] = new JsonObject { ["mails"] = mails, ["labels"] = labels },
        };

        using var response = await silo.Http.PostAsJsonAsync(Run("pipeline.run"), body, Cancellation);
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;

        Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
        Assert.Equal(["completed", "completed"], answer["steps"]!.AsArray().Select(static step => (string?)step!["outcome"]));
        for (var i = 0; i < files.Count; i++)
        {
            var direct = await silo.Client.RunAsync(EmailCapabilities.Classify, new ClassifyEmail { Message = await File.ReadAllBytesAsync(files[i], Cancellation) }, Cancellation);
            Assert.Equal(direct.Classifications[0].Label, (string?)answer["output"]!["kinds"]![i]!["classifications"]![0]!["label"]);
        }
    }

    [Fact]
    public async Task Pipeline_Mbox_IsParsedClassifiedAndTagged()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        var mails = Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "mail-spamassassin"), "*.eml").Order(StringComparer.Ordinal)
            .Where(static file => MimeKitMail.Load(file) is { Subject.Length: > 0, TextBody.Length: > 100 }).Take(8).ToList();
        var body = new JsonObject
        {
            ["pipeline"] = JsonNode.Parse(
                """
                {
                  "steps": [
                    { "id": "parse", "capability": "email.parse", "input": { "data": { "$ref": "/input/mbox" }, "headers": false, "html": false } },
                    { "id": "classify", "capability": "email.classify", "forEach": "/steps/parse/mails", "input": { "subject": { "$ref": "/item/subject" }, "body": { "$ref": "/item/text" } } },
                    { "id": "tag", "capability": "text.tag", "forEach": "/steps/parse/mails", "onFailure": "continue", "input": { "text": { "$ref": "/item/text" }, "labels": { "$ref": "/input/labels" } } }
                  ],
                  "output": { "subjects": { "$ref": "/steps/parse/mails" }, "kinds": { "$ref": "/steps/classify" }, "tags": { "$ref": "/steps/tag" } }
                }
                """),
            ["input"] = new JsonObject
            {
                ["mbox"] = Convert.ToBase64String(await Mbox.OfAsync(mails, Cancellation)),
                ["labels"] = new JsonArray([.. s_topics.Select(static topic => new JsonObject { ["name"] = topic.Name, ["description"] = topic.Description })]),
            },
        };

        using var response = await silo.Http.PostAsJsonAsync(Run("pipeline.run"), body, Cancellation);
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;

        Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
        Assert.Equal(mails.Select(static file => MimeKitMail.Load(file).Subject), answer["output"]!["subjects"]!.AsArray().Select(static mail => (string?)mail!["subject"]));
        Assert.All(answer["output"]!["kinds"]!.AsArray(), static kind => Assert.Contains((string?)kind!["classifications"]![0]!["label"], (string[])["spam", "ham"]));
        Assert.Equal(mails.Count, answer["output"]!["tags"]!.AsArray().Count(static tagged => tagged?["tags"] is JsonArray));
    }

    [Fact]
    public async Task Pipeline_StreamOfAnMbox_ClassifiesAndTagsEachMailAsItComes()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        var mails = Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "mail-spamassassin"), "*.eml").Order(StringComparer.Ordinal)
            .Where(static file => MimeMessage.Load(file) is { Subject.Length: > 0, TextBody.Length: > 100 }).Take(8).ToList();
        var body = new JsonObject
        {
            ["pipeline"] = JsonNode.Parse(
                """
                {
                  "stream": { "id": "mail", "capability": "email.parse", "parallelism": 3, "input": { "data": { "$ref": "/input/mbox" }, "headers": false, "html": false } },
                  "steps": [
                    { "id": "classify", "capability": "email.classify", "input": { "subject": { "$ref": "/steps/mail/subject" }, "body": { "$ref": "/steps/mail/text" } } },
                    { "id": "tag", "capability": "text.tag", "onFailure": "continue", "input": { "text": { "$ref": "/steps/mail/text" }, "labels": { "$ref": "/input/labels" } } }
                  ],
                  "output": { "subject": { "$ref": "/steps/mail/subject" }, "kind": { "$ref": "/steps/classify/classifications/0/label" }, "tags": { "$ref": "/steps/tag/tags" } }
                }
                """),
            ["input"] = new JsonObject
            {
                ["mbox"] = Convert.ToBase64String(await Mbox.OfAsync(mails, Cancellation)),
                ["labels"] = new JsonArray([.. s_topics.Select(static topic => new JsonObject { ["name"] = topic.Name, ["description"] = topic.Description })]),
            },
        };

        using var request = new HttpRequestMessage(HttpMethod.Post, Run("pipeline.run")) { Content = JsonContent.Create(body) };
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using var response = await silo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var lines = (await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation)).TrimEnd('\n').Split('\n').Select(static line => JsonNode.Parse(line)!).ToList();

        var last = lines[^1]["result"]!;
        Assert.Equal(mails.Select(static file => MimeMessage.Load(file).Subject), lines[..^1].Select(static line => (string?)line["item"]!["output"]!["subject"]));
        Assert.All(lines[..^1], static line => Assert.Contains((string?)line["item"]!["output"]!["kind"], (string[])["spam", "ham"]));
        Assert.All(lines[..^1], static line => Assert.IsType<JsonArray>(line["item"]!["output"]!["tags"]));
        Assert.Equal((mails.Count, mails.Count), ((int)last["itemCount"]!, (int)last["output"]!["count"]!));
        Assert.Equal([1, mails.Count, mails.Count], last["steps"]!.AsArray().Select(static step => (int)step!["calls"]!));
    }

    [Fact]
    public async Task Pipeline_FromTheClient_KeepsItsTypes()
    {
        var run = await silo.Client.RunAsync(
            PipelineCapabilities.Run, TestPipelines.Of("""[{ "id": "a", "capability": "example.greet", "input": { "message": { "$ref": "/input" } } }]""", input: "\"é\""), Cancellation);

        SchemaCheck.AssertPromised(PipelineCapabilities.Run, run);
        Assert.Equal("""{"a":{"message":"é"}}""", run.Output.GetRawText());
    }

    [Theory]
    [InlineData("""{ "name": "none" }""", "pipeline.unknown")]
    [InlineData("""{ "pipeline": { "steps": [] } }""", "invalid_input")]
    [InlineData("""{ "pipeline": { "steps": [{ "id": "a", "capability": "no.such" }] } }""", "pipeline.unknown_capability")]
    [InlineData("""{ "pipeline": { "steps": [{ "id": "a", "capability": "a.b", "input": { "$ref": "/steps/a" } }] } }""", "pipeline.cycle")]
    public async Task Pipeline_BadOne_IsRefusedBeforeAnythingRuns(string json, string code)
    {
        using var response = await silo.Http.PostAsync(Run("pipeline.run"), new StringContent(json, Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal((HttpStatusCode.BadRequest, code), (response.StatusCode, (string?)(await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["code"]));
    }

    [Fact]
    public async Task Pipeline_CallsItself_IsRefusedForItsDepth()
    {
        const string Steps = """[{ "id": "again", "capability": "pipeline.run", "input": { "pipeline": { "$ref": "/input" }, "input": { "$ref": "/input" } } }]""";

        var failure = await Assert.ThrowsAsync<WorkException>(() =>
            silo.Client.RunAsync(PipelineCapabilities.Run, TestPipelines.Of(Steps, input: $$"""{ "steps": {{Steps}} }"""), Cancellation));

        Assert.Equal(WorkErrorCode.CallTooDeep, failure.Code);
    }

    [Fact]
    public async Task Pipeline_OfTheReadme_AnswersWhatItSays()
    {
        var section = ReadmeFile.Text[ReadmeFile.Text.IndexOf("## Pipelines\n", StringComparison.Ordinal)..];
        var request = section[(section.IndexOf("-d '", StringComparison.Ordinal) + 4)..section.IndexOf("}'\n```", StringComparison.Ordinal)] + "}";
        var shown = section[(section.IndexOf("```json\n", StringComparison.Ordinal) + 8)..];
        var expected = JsonNode.Parse(shown[..shown.IndexOf("\n```", StringComparison.Ordinal)])!;

        using var response = await silo.Http.PostAsync(Run("pipeline.run"), new StringContent(request, Encoding.UTF8, "application/json"), Cancellation);
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;

        Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
        Assert.Equal(expected["output"]!.ToJsonString(), answer["output"]!.ToJsonString());
        Assert.Equal(
            expected["steps"]!.AsArray().Select(static step => step!.AsObject().Select(static member => member.Key)),
            answer["steps"]!.AsArray().Select(static step => step!.AsObject().Select(static member => member.Key)));
    }

    private static Uri Run(string capability) => new($"/v1/capabilities/{capability}/run", UriKind.Relative);
}
