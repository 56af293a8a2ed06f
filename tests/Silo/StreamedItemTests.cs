using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using ThirdParty.Busy;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Silo;

/// <summary>Every capability that streams gives items in both formats, which are as its contract promises: that <see cref="PromisedOutputs"/> sees to.</summary>
public sealed class StreamedItemTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static readonly string s_mbox = Convert.ToBase64String("From -\nSubject: One\nFrom: ada@example.org\n\nA text.\n\nFrom -\nSubject: Two\nFrom: bob@example.org\n\nAnother.\n"u8);
    private static readonly string s_csv = Convert.ToBase64String("name,born\nAda,1815\nGrace,1906\n"u8);

    private static readonly Dictionary<Capability, (string Input, int Items)> s_cases = new()
    {
        [EmailCapabilities.Parse] = ($$"""{ "data": "{{s_mbox}}", "keywords": ["text"] }""", 2),
        [EmailCapabilities.Classify] = ("""{ "mails": [{ "subject": "Minutes", "body": "Attached." }, { "subject": "WON", "body": "Claim it." }], "types": ["spam", "language", "priority", "sentiment", "category", "bill", "receipt"] }""", 2),
        [TableCapabilities.Query] = ($$"""{ "data": "{{s_csv}}", "sql": "SELECT name, born, NULL AS died, [born] AS list FROM data" }""", 2),
        [GenerationCapabilities.Generate] = ("""{ "prompt": "Once upon a time", "temperature": 0, "maxTokens": 3 }""", 3),
        [BusyCapabilities.Count] = ("""{ "to": 4 }""", 4),
        [PipelineCapabilities.Run] = ($$"""
            {
              "pipeline": {
                "stream": { "id": "row", "capability": "table.query", "input": { "data": "{{s_csv}}", "sql": "FROM data" } },
                "steps": [{ "id": "greet", "capability": "example.greet", "input": { "message": { "$ref": "/steps/row/values/name" } } }]
              }
            }
            """, 2),
    };

    public static TheoryData<string> Names { get; } = new(s_cases.Keys.Select(static capability => capability.Name));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cases_CoverEveryCapabilityThatStreams() => Assert.Equal(
        (await silo.Client.ListCapabilitiesAsync()).Where(static status => status.Descriptor.IsStreamed).Select(static status => status.Descriptor.Name).Order(StringComparer.Ordinal),
        s_cases.Keys.Select(static capability => capability.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Http_Stream_GivesItemsInBothFormats(string name)
    {
        if (name == GenerationCapabilities.Generate.Name)
        {
            SharedFiles.PathOrSkip("models", "babyllama");
        }

        var (input, count) = s_cases.Single(one => one.Key.Name == name).Value;
        var contract = await silo.Http.GetFromJsonAsync<JsonElement>($"/v1/capabilities/{name}", Cancellation);
        Assert.Equal(JsonValueKind.Object, contract.GetProperty("versions")[0].GetProperty("itemSchema").ValueKind);

        using var lines = await PostAsync(name, input, MediaTypes.NdJson);
        using var events = await PostAsync(name, input, MediaTypes.EventStream);

        var items = (await lines.Content.ReadAsStringAsync(Cancellation)).TrimEnd('\n').Split('\n').Select(static line => JsonElement.Parse(line)).ToList();
        var same = await SseParser.Create(await events.Content.ReadAsStreamAsync(Cancellation)).EnumerateAsync(Cancellation).ToListAsync(Cancellation);
        Assert.Equal(count, items.Count(static item => item.TryGetProperty("item", out _)));
        Assert.Equal(items[..^1].Select(static item => item.GetProperty("item").GetRawText()), same[..^1].Select(static one => one.Data));
        Assert.Equal((true, "result"), (items[^1].TryGetProperty("result", out _), same[^1].EventType));
    }

    private async Task<HttpResponseMessage> PostAsync(string capability, string input, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/capabilities/{capability}/run") { Content = new StringContent(input, Encoding.UTF8, MediaTypes.Json) };
        request.Headers.Accept.ParseAdd(accept);
        var response = await silo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await (response.IsSuccessStatusCode ? Task.FromResult("") : response.Content.ReadAsStringAsync(Cancellation)));
        return response;
    }
}
