using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Apache.Arrow.Ipc;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Contracts.Encoding;

namespace WorkerGrains.Tests.Silo;

/// <summary>Tables through the running gateway and from a .NET client.</summary>
public sealed class TableRequestTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static readonly string s_sums = "sql=" + Uri.EscapeDataString("SELECT sum(i)::BIGINT AS s, string_agg(t, '|' ORDER BY i) AS t FROM data");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Http_EveryFile_IsAnsweredOrRefused()
    {
        foreach (var file in Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "tables"), "*.*", SearchOption.AllDirectories))
        {
            using var response = await PostAsync("table.query", "sql=SELECT%20*%20FROM%20data&maxRows=100", await File.ReadAllBytesAsync(file, Cancellation), "application/octet-stream");
            var answer = await response.Content.ReadFromJsonAsync<JsonObject>(Cancellation);

            Assert.True(
                response.IsSuccessStatusCode || ((string?)answer!["code"])?.StartsWith("table.", StringComparison.Ordinal) == true && response.StatusCode != HttpStatusCode.InternalServerError,
                $"{Path.GetFileName(file)}: {response.StatusCode} {answer!["code"]}");
        }
    }

    [Fact]
    public async Task Http_RawBody_IsQueriedAndProfiledAsByTheClient()
    {
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "tables", "csv", "wine_test.csv"), Cancellation);
        const string Sql = "SELECT count(*) AS n, round(avg(alcohol), 3) AS alcohol FROM data";

        using var queried = await PostAsync("table.query", "format=csv&sql=" + Uri.EscapeDataString(Sql), bytes, "text/csv");
        using var profiled = await PostAsync("table.profile", "topValues=3", bytes, "text/csv");
        var fromClient = await silo.Client.RunAsync(TableCapabilities.Query, new QueryTable { Data = bytes, Sql = Sql, Format = TableResultFormat.Csv }, Cancellation);
        var profileFromClient = await silo.Client.RunAsync(TableCapabilities.Profile, new ProfileTable { Data = bytes, TopValues = 3 }, Cancellation);
        var profile = await profiled.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(Cancellation);

        Assert.Equal(fromClient.Text, (string?)(await queried.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["text"]);
        Assert.True(JsonNode.DeepEquals(JsonSerializer.SerializeToNode(profileFromClient, ContractJson.Options), profile));
        Assert.Equal("alcohol", (string?)profile!["columns"]![0]!["name"]);
        Assert.Equal($"{profile["rowCount"]}", fromClient.Text!.Split('\n')[1].Split(',')[0]);
    }

    [Fact]
    public async Task Client_SqlThatReadsFiles_IsRefusedWithItsCode()
    {
        var refusal = await Assert.ThrowsAsync<WorkException>(() => silo.Client.RunAsync(
            TableCapabilities.Query, new QueryTable { Data = "a\n1\n"u8.ToArray(), Sql = "SELECT * FROM read_text('/etc/hostname')" }, Cancellation));

        Assert.Equal((WorkErrorCode.InvalidInput, "table.sql_not_allowed"), (refusal.Error.Code, refusal.Error.Reason));
    }

    [Theory]
    [InlineData("text/csv", "i,t\n1,ä\n2,\"b,c\"\n")]
    [InlineData("text/tab-separated-values", "i\tt\n1\tä\n2\tb,c\n")]
    [InlineData("application/octet-stream", """[{"i":1,"t":"ä"},{"i":2,"t":"b,c"}]""")]
    [InlineData("application/x-ndjson", "{\"i\":1,\"t\":\"ä\"}\n{\"i\":2,\"t\":\"b,c\"}\n")]
    public async Task Http_AnyTextAsTheRawBody_IsRead(string mediaType, string table)
    {
        using var response = await PostAsync("table.query", s_sums, Encoding.UTF8.GetBytes(table), mediaType);

        Assert.Equal("""[[3,"ä|b,c"]]""", await RowsAsync(response));
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/vnd.apache.parquet")]
    [InlineData("application/vnd.apache.arrow.stream")]
    public async Task Http_RawOutput_IsReadAsARawBodyAgain(string mediaType)
    {
        var table = "i,t\n1,ä\n2,\"b,c\"\n"u8.ToArray();
        using var raw = await PostAsync("table.query", "sql=FROM%20data", table, "text/csv", mediaType);
        var bytes = await raw.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Cancellation);

        using var response = await PostAsync("table.query", s_sums, bytes, mediaType);

        Assert.Equal((mediaType, bytes.Length), (raw.Content.Headers.ContentType!.MediaType, raw.Content.Headers.ContentLength));
        Assert.Equal("""[[3,"ä|b,c"]]""", await RowsAsync(response));
        if (mediaType == TableMediaTypes.Csv)
        {
            Assert.Equal(table, bytes);
        }
    }

    [Fact]
    public async Task Http_ArrowFile_IsReadAsTheRawBody()
    {
        using var raw = await PostAsync("table.query", "sql=FROM%20data", "i,t\n1,ä\n2,\"b,c\"\n"u8.ToArray(), "text/csv", TableMediaTypes.ArrowStream);
        using var reader = new ArrowStreamReader(await raw.Content.ReadAsStreamAsync(Cancellation));
        using var file = new MemoryStream();
        using (var writer = new ArrowFileWriter(file, await reader.GetSchema(Cancellation), leaveOpen: true))
        {
            await writer.WriteRecordBatchAsync(await reader.ReadNextRecordBatchAsync(Cancellation), Cancellation);
            await writer.WriteEndAsync(Cancellation);
        }

        using var response = await PostAsync("table.query", s_sums, file.ToArray(), "application/vnd.apache.arrow.file");

        Assert.Equal("""[[3,"ä|b,c"]]""", await RowsAsync(response));
    }

    [Theory]
    [InlineData("", "text/csv", "text/csv", "3", "false")]
    [InlineData("&maxRows=2", "text/csv", "text/csv", "2", "true")]
    [InlineData("&maxRows=3", "application/vnd.apache.parquet", "application/vnd.apache.parquet", "3", "false")]
    [InlineData("&maxRows=1&format=csv", "application/vnd.apache.arrow.stream, text/*;q=0.5", "text/csv", "1", "true")]
    [InlineData("&format=ndjson", "text/csv, application/json;q=0.1", "application/json", null, null)]
    public async Task Http_RawOutput_SaysInHeadersWhatIsNotInIt(string query, string accept, string mediaType, string? rows, string? isTruncated)
    {
        using var response = await PostAsync("table.query", "sql=FROM%20data" + query, "i\n1\n2\n3\n"u8.ToArray(), "text/csv", accept);

        Assert.Equal((HttpStatusCode.OK, mediaType), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal((rows, isTruncated), (Header(response, "X-Output-Rows"), Header(response, "X-Output-Truncated")));

        static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
    }

    [Fact]
    public async Task Http_FormatOfTheInputIsNotAccepted_IsRefused()
    {
        using var response = await PostAsync("table.query", "sql=FROM%20data&format=parquet", "i\n1\n"u8.ToArray(), "text/csv", "text/csv");

        var problem = (await response.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_input"), (response.StatusCode, (string?)problem["code"]));
        Assert.Contains("another format than is accepted: text/csv.", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/png", HttpStatusCode.NotAcceptable, "not_acceptable")]
    [InlineData("text/csv", HttpStatusCode.BadRequest, "table.sql_invalid")]
    public async Task Http_NoAnswerInTheFormAskedFor_IsAProblem(string accept, HttpStatusCode status, string code)
    {
        using var response = await PostAsync("table.query", "sql=SELECT%20nothing%20FROM%20data", "a\n1\n"u8.ToArray(), "text/csv", accept);

        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(code, (string?)(await response.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["code"]);
    }

    [Fact]
    public async Task Http_NdJson_HasTheRowsOneByOneAndASummary()
    {
        using var response = await PostAsync("table.query", "sql=" + Uri.EscapeDataString("SELECT range AS n, 'row ' || range AS t FROM range(40000)"), "a\n1\n"u8.ToArray(), "text/csv", "application/x-ndjson");
        var lines = (await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation)).TrimEnd('\n').Split('\n');
        var last = JsonElement.Parse(lines[^1]);

        Assert.Equal(40_001, lines.Length);
        Assert.Equal("""{"sequence":40000,"item":{"values":{"n":39999,"t":"row 39999"}}}""", lines[^2]);
        Assert.Equal((40_001, 40_000L, 2), (last.GetProperty("sequence").GetInt32(), last.GetProperty("result").GetProperty("rowCount").GetInt64(), last.GetProperty("result").GetProperty("columns").GetArrayLength()));
        SchemaCheck.AssertPromisedItem(TableCapabilities.Query, JsonElement.Parse(lines[0]).GetProperty("item"));
        SchemaCheck.AssertPromised(TableCapabilities.Query, last.GetProperty("result"));
    }

    [Fact]
    public async Task Client_Rows_ComeWhileTheQueryRunsAndStopIt()
    {
        var endless = new QueryTable { Data = "a\n1\n"u8.ToArray(), Sql = "SELECT i + j AS n FROM range(10000000) a(i), range(10000000) b(j)" };
        var read = 0;
        await foreach (var row in silo.Client.StreamAsync(TableCapabilities.Query, endless, cancellationToken: Cancellation))
        {
            Assert.Equal(JsonValueKind.Number, row.Values["n"].ValueKind);
            if (++read == 5000)
            {
                break;
            }
        }

        var all = silo.Client.StreamAsync(TableCapabilities.Query, endless with { MaxRows = 7 }, cancellationToken: Cancellation);
        var output = await all.ReadToEndAsync(Cancellation);

        await Eventually.TrueAsync(async () => await WaitingAsync() == 0, "the query has stopped");
        Assert.Equal((7L, true), (output.Value.RowCount, output.Value.Truncated));
    }

    private async Task<int> WaitingAsync()
    {
        var capability = JsonElement.Parse(await silo.Http.GetStringAsync("/v1/capabilities/table.query", Cancellation));
        return capability.GetProperty("versions")[0].GetProperty("replicas")[0].GetProperty("waiting").GetInt32();
    }

    private static async Task<string> RowsAsync(HttpResponseMessage response) =>
        (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("rows").GetRawText();

    private async Task<HttpResponseMessage> PostAsync(string capability, string query, byte[] body, string mediaType, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/capabilities/{capability}/run?{query}");
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        request.Headers.Accept.ParseAdd(accept);
        return await silo.Http.SendAsync(request, Cancellation);
    }

    private Task<HttpResponseMessage> PostAsync(string capability, string query, byte[] body, string mediaType) => silo.Http.PostAsync(
        new Uri($"/v1/capabilities/{capability}/run?{query}", UriKind.Relative), new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } }, Cancellation);
}
