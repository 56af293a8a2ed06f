using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Cluster;

namespace WorkerGrains.Tests.Gateway;

public sealed partial class DocumentationTests
{
    private static readonly CapabilityDescriptor s_greet = ExampleCapabilities.Greet.Descriptor;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenApi_AnyCluster_IsValid()
    {
        await using var host = await GatewayHost.StartAsync(s_greet, s_greet with { Version = new CapabilityVersion(2, 0, 0) }, EmailCapabilities.Classify.Descriptor);

        var read = OpenApiDocument.Parse(await host.Client.GetStringAsync("/openapi.json", Cancellation), "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Equal(
            [
                "/health/live", "/health/ready", "/openapi.json", "/v1/capabilities", "/v1/capabilities/email.classify/run",
                "/v1/capabilities/example.greet/run", "/v1/capabilities/{name}", "/v1/models", "/v1/models/{name}", "/v1/models/{name}/aliases/{alias}", "/v1/models/{name}/load", "/v1/models/{name}/reload", "/v1/models/{name}/rollback", "/v1/models/{name}/unload",
                "/v1/silos",
            ],
            read.Document!.Paths.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task OpenApi_EveryReference_LeadsSomewhere()
    {
        const string Recursive = """{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#"}},"first":{"$ref":"#/properties/children"}}}""";
        await using var host = await GatewayHost.StartAsync(s_greet with { InputSchema = Recursive, BodyMediaTypes = ["image/*"] }, EmailCapabilities.Classify.Descriptor);

        var document = await OpenApiAsync(host);

        var references = References(document).ToList();
        Assert.Contains("#/components/schemas/example.greet-1.0.0-input", references);
        Assert.Contains("#/components/schemas/example.greet-1.0.0-input/properties/children", references);
        Assert.All(references, reference => Assert.NotNull(reference[2..].Split('/').Aggregate((JsonNode?)document, static (node, step) => node?[step])));
    }

    [Fact]
    public async Task OpenApi_Capability_TakesAndGivesItsSchemas()
    {
        await using var host = await GatewayHost.StartAsync(s_greet);

        var document = await OpenApiAsync(host);

        var post = document["paths"]!["/v1/capabilities/example.greet/run"]!["post"]!;
        Assert.Equal("#/components/schemas/example.greet-1.0.0-input", (string?)post["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]);
        Assert.Equal("#/components/schemas/example.greet-1.0.0-output", (string?)post["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]);
        Assert.Single(post["requestBody"]!["content"]!.AsObject());
        Assert.Equal(
            ["#/components/parameters/version", "#/components/parameters/X-Request-Timeout-Ms", "#/components/parameters/X-Request-Priority", "#/components/parameters/X-Request-Id"],
            post["parameters"]!.AsArray().Select(static parameter => (string?)parameter!["$ref"]));
        Assert.Equal(["200", "400", "404", "406", "413", "415", "500", "503", "504", "default"], post["responses"]!.AsObject().Select(static response => response.Key));
        var schema = document["components"]!["schemas"]!["example.greet-1.0.0-input"]!;
        Assert.Equal(10_000, (int)schema["properties"]!["message"]!["maxLength"]!);
        Assert.Null(schema["$schema"]);
    }

    [Fact]
    public async Task OpenApi_CapabilityWithARawBody_TakesItAndTheOtherMembersInTheQuery()
    {
        await using var host = await GatewayHost.StartAsync(EmailCapabilities.Classify.Descriptor);

        var post = (await OpenApiAsync(host))["paths"]!["/v1/capabilities/email.classify/run"]!["post"]!;

        Assert.Equal(
            ["application/json", "message/rfc822", "text/plain", "application/octet-stream"],
            post["requestBody"]!["content"]!.AsObject().Select(static body => body.Key));
        Assert.Equal(["subject", "body", "mails", "types"], post["parameters"]!.AsArray().Where(static parameter => (string?)parameter!["in"] == "query").Select(static parameter => (string?)parameter!["name"]));
    }

    [Fact]
    public async Task OpenApi_StreamedCapability_SaysWhatItsStreamsAreMadeOf()
    {
        await using var host = await GatewayHost.StartAsync(ClusterCapabilities.Count.Descriptor);

        var document = await OpenApiAsync(host);

        var content = document["paths"]!["/v1/capabilities/test.count/run"]!["post"]!["responses"]!["200"]!["content"]!;
        Assert.Equal(["application/json", "text/event-stream", "application/x-ndjson"], content.AsObject().Select(static type => type.Key));
        Assert.Equal("#/components/schemas/test.count-1.1.0-item", (string?)content["application/x-ndjson"]!["schema"]!["properties"]!["item"]!["$ref"]);
        Assert.NotNull(document["components"]!["schemas"]!["test.count-1.1.0-item"]!["properties"]!["number"]);
        Assert.Empty(OpenApiDocument.Parse(document.ToJsonString(), "json").Diagnostic!.Errors);
    }

    [Fact]
    public async Task OpenApi_CapabilityWithRawOutputs_AnswersWithTheirMediaTypes()
    {
        await using var host = await GatewayHost.StartAsync(TableCapabilities.Query.Descriptor);

        var document = await OpenApiAsync(host);

        var content = document["paths"]!["/v1/capabilities/table.query/run"]!["post"]!["responses"]!["200"]!["content"]!;
        Assert.Equal(
            ["application/json", "text/csv", "application/vnd.apache.parquet", "application/vnd.apache.arrow.stream", "text/event-stream", "application/x-ndjson"],
            content.AsObject().Select(static type => type.Key));
        var headers = document["paths"]!["/v1/capabilities/table.query/run"]!["post"]!["responses"]!["200"]!["headers"]!;
        Assert.Contains("more rows than maxRows", (string?)headers["X-Output-Truncated"]!["description"], StringComparison.Ordinal);
        Assert.Empty(OpenApiDocument.Parse(document.ToJsonString(), "json").Diagnostic!.Errors);
    }

    [Fact]
    public async Task OpenApi_CapabilitiesThatTakeAndGiveManyKinds_AreValid()
    {
        await using var host = await GatewayHost.StartAsync(PipelineCapabilities.Run.Descriptor, DocumentCapabilities.Convert.Descriptor);

        var document = await OpenApiAsync(host);

        var read = OpenApiDocument.Parse(document.ToJsonString(), "json").Diagnostic!;
        Assert.Empty(read.Errors);
        Assert.Empty(read.Warnings);
        Assert.Equal(["pipeline", "name", "input"], InQuery("pipeline.run"));
        Assert.Equal(["content", "to", "from", "fileName", "charset", "standalone", "embedPictures"], InQuery("document.convert"));

        IEnumerable<string?> InQuery(string capability) => document["paths"]![$"/v1/capabilities/{capability}/run"]!["post"]!["parameters"]!.AsArray()
            .Where(static parameter => (string?)parameter!["in"] == "query").Select(static parameter => (string?)parameter!["name"]);
    }

    [Fact]
    public async Task OpenApi_SeveralVersions_AreAlternatives()
    {
        await using var host = await GatewayHost.StartAsync(s_greet, s_greet with { Version = new CapabilityVersion(2, 0, 0) });

        var post = (await OpenApiAsync(host))["paths"]!["/v1/capabilities/example.greet/run"]!["post"]!;

        Assert.Equal(
            ["#/components/schemas/example.greet-2.0.0-input", "#/components/schemas/example.greet-1.0.0-input"],
            post["requestBody"]!["content"]!["application/json"]!["schema"]!["anyOf"]!.AsArray().Select(static schema => (string?)schema!["$ref"]));
    }

    [Fact]
    public async Task OpenApi_Problem_IsDescribedAsItIsWritten()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(WorkResult.Failure(WorkErrorCode.EngineFailed, "It failed."));

        var described = (await OpenApiAsync(host))["components"]!["schemas"]!["Problem"]!["properties"]!.AsObject().Select(static property => property.Key);
        var written = JsonElement.Parse(await (await host.Client.PostAsync(GatewayHost.Run, content: null, Cancellation)).Content.ReadAsStringAsync(Cancellation));

        Assert.Equal(described, written.EnumerateObject().Select(static member => member.Name));
    }

    [Fact]
    public async Task Page_Root_LeadsToAPageWithoutAnythingFromElsewhere()
    {
        await using var host = await GatewayHost.ListenAsync([]);

        var page = await host.Client.GetAsync("/", Cancellation);

        var html = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.DoesNotContain("//", html, StringComparison.Ordinal);
        var links = Links().Matches(html).Select(static match => match.Groups[1].Value).ToList();
        Assert.Contains("./swagger-ui-bundle.js", links);
        foreach (var link in links)
        {
            var file = await host.Client.GetAsync(new Uri(page.RequestMessage!.RequestUri!, link), Cancellation);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }
    }

    [Fact]
    public async Task Page_Settings_PointHereAndAskNobodyToValidate()
    {
        await using var host = await GatewayHost.StartAsync();

        var script = await host.Client.GetStringAsync("/ui/index.js", Cancellation);

        Assert.Contains("\"url\":\"../openapi.json\"", script, StringComparison.Ordinal);
        Assert.Contains("configObject.validatorUrl = null", script, StringComparison.Ordinal);
        Assert.DoesNotContain("\"validatorUrl\":", script, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Links();

    private static async Task<JsonNode> OpenApiAsync(GatewayHost host) =>
        JsonNode.Parse(await host.Client.GetStringAsync("/openapi.json", Cancellation))!;

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(static member => member is { Key: "$ref", Value: JsonValue target } ? [(string)target!] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
