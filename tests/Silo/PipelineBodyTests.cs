using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo;

/// <summary>Raw bodies for pipelines through the running gateway and from a .NET client.</summary>
[Collection(typeof(WatchedSilo))]
public sealed class PipelineBodyTests(ServedSilo silo)
{
    private const string Run = "/v1/capabilities/pipeline.run/run?name=" + ServedSilo.MailPipeline;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Http_MailboxForANamedPipeline_IsClassifiedMailByMail()
    {
        var mails = Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "mail-spamassassin"), "*.eml").Order(StringComparer.Ordinal).Take(40).ToList();
        var mbox = await Mbox.OfAsync(mails, Cancellation);
        var parsed = await silo.Client.RunAsync(EmailCapabilities.Parse, new ParseEmail { Data = mbox }, Cancellation);

        using var request = new HttpRequestMessage(HttpMethod.Post, Run + "&input=42") { Content = GatewayAnswer.Raw(mbox, "application/mbox") };
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using var response = await silo.Http.SendAsync(request, Cancellation);
        var lines = (await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation)).TrimEnd('\n').Split('\n').Select(static line => JsonElement.Parse(line)).ToList();

        var outputs = lines[..^1].ConvertAll(static line => line.GetProperty("item").GetProperty("output"));
        Assert.Equal(parsed.Mails.Select(static mail => mail.Subject), outputs.Select(static output => output.GetProperty("subject").GetString()));
        Assert.All(outputs, static output => Assert.True(output.GetProperty("kind").GetString() is "spam" or "ham" && output.GetProperty("for").GetInt32() == 42, output.ToString()));
        Assert.Equal(mails.Count, lines[^1].GetProperty("result").GetProperty("itemCount").GetInt32());
    }

    [Fact]
    public async Task Http_PipelineInTheQuery_TakesABodyThatIsNoMailbox()
    {
        const string Pipeline = """{"steps":[{"id":"page","capability":"html.extract","input":{"page":{"$ref":"/body"}}}],"output":{"$ref":"/steps/page/title"}}""";

        using var response = await silo.Http.PostAsync(
            new Uri("/v1/capabilities/pipeline.run/run?pipeline=" + Uri.EscapeDataString(Pipeline), UriKind.Relative), GatewayAnswer.Raw("<title>Cats</title>"u8.ToArray(), "text/html"), Cancellation);

        Assert.Equal("Cats", (string?)(await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["output"]);
    }

    [Fact]
    public async Task Http_LargeBodyOfAStepThatTakesItWhole_IsHeldForIt()
    {
        // Above what comes to the pipeline in one piece.
        const int Rows = 300_000;
        const string Pipeline = """{"steps":[{"id":"count","capability":"table.query","input":{"data":{"$ref":"/body"},"sql":"SELECT count(*) FROM data","dataFormat":"csv"}}],"output":{"$ref":"/steps/count/rows/0/0"}}""";
        var table = Encoding.UTF8.GetBytes("n\n" + string.Concat(Enumerable.Range(0, Rows).Select(static row => string.Create(CultureInfo.InvariantCulture, $"{row}\n"))));
        Assert.True(table.Length > 1024 * 1024);

        using var response = await silo.Http.PostAsync(
            new Uri("/v1/capabilities/pipeline.run/run?pipeline=" + Uri.EscapeDataString(Pipeline), UriKind.Relative), GatewayAnswer.Raw(table, "text/csv"), Cancellation);

        Assert.Equal(Rows, (int?)(await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["output"]);
    }

    [Theory]
    [InlineData("name=mail", "application/zip", HttpStatusCode.UnsupportedMediaType, "unsupported_media_type")]
    [InlineData("name=none", "application/mbox", HttpStatusCode.BadRequest, "pipeline.unknown")]
    [InlineData("", "application/mbox", HttpStatusCode.BadRequest, "invalid_input")]
    [InlineData("name=mail", "application/octet-stream", HttpStatusCode.BadRequest, "email.not_a_message")]
    public async Task Http_BodyThatDoesNotFit_IsRefused(string query, string mediaType, HttpStatusCode status, string code)
    {
        using var response = await silo.Http.PostAsync(new Uri($"/v1/capabilities/pipeline.run/run?{query}", UriKind.Relative), GatewayAnswer.Raw("No mail."u8.ToArray(), mediaType), Cancellation);

        // The code of a step's capability stays with the step.
        var problem = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.Equal((status, code == "email.not_a_message" ? "invalid_input" : code), (response.StatusCode, (string?)problem["code"]));
    }

    [Fact]
    public async Task Mailbox_LargerThanAnyJson_GoesThroughInBoundedMemory()
    {
        const int Mails = 2_500;
        const long MaxGrowth = 120L * 1024 * 1024;
        var mail = Encoding.UTF8.GetBytes($"From -\nFrom: a@example.org\nSubject: again\nDate: Thu, 22 Aug 2002 12:36:23 +0000\n\n{string.Concat(Enumerable.Repeat("A line of text as mails have them.\n", 1_800))}\n");
        using var one = new RepeatedMail(mail, 1);
        await silo.Client.RunAsync(PipelineCapabilities.Run, new RunPipeline { Name = ServedSilo.MailPipeline, Content = one }, Cancellation);
        var before = silo.Silo.Process.WorkingSet;
        using var sent = new RepeatedMail(mail, Mails);

        var (lines, last, most) = (0, "", before);
        await foreach (var line in PostAsync(sent))
        {
            last = line;
            most = ++lines % 200 == 0 ? Math.Max(most, silo.Silo.Process.WorkingSet) : most;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{sent.Length} bytes took {most - before} more bytes of memory.");
        Assert.True(sent.Length > PipelineCapabilities.Run.MaxInputBytes + (80L * 1024 * 1024));
        Assert.Equal((Mails + 1, Mails), (lines, JsonElement.Parse(last).GetProperty("result").GetProperty("itemCount").GetInt32()));
        Assert.True(most - before < MaxGrowth, $"{sent.Length} bytes took {most - before} more bytes of memory.");
    }

    /// <summary>Posts a mailbox and reads the lines of the answer meanwhile. In HTTP/1.0, whose answers end with the connection.</summary>
    private async IAsyncEnumerable<string> PostAsync(RepeatedMail mbox)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, silo.Silo.HttpPort, Cancellation);
        await using var stream = connection.GetStream();
        var head = string.Create(CultureInfo.InvariantCulture, $"POST {Run} HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/mbox\r\nAccept: application/x-ndjson\r\nContent-Length: {mbox.Length}\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
        var sending = mbox.CopyToAsync(stream, Cancellation);
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync(Cancellation));
        while (await reader.ReadLineAsync(Cancellation) is { Length: > 0 })
        {
        }

        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            yield return line;
        }

        await sending;
    }
}
