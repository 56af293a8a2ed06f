using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Silo;

/// <summary>Tables through the running gateway and from a .NET client.</summary>
public sealed class TableRequestTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
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

    private Task<HttpResponseMessage> PostAsync(string capability, string query, byte[] body, string mediaType) => silo.Http.PostAsync(
        new Uri($"/v1/capabilities/{capability}/run?{query}", UriKind.Relative), new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } }, Cancellation);
}
