using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Gateway.Catalog;
using WorkerGrains.Gateway.Health;
using WorkerGrains.Gateway.Models;
using WorkerGrains.Gateway.Problems;
using WorkerGrains.Gateway.Run;

namespace WorkerGrains.Gateway.OpenApi;

/// <summary>Describes the gateway as it is now: a path for each capability that the cluster offers, and the routes that are always there. Source: OpenAPI 3.1.1.</summary>
internal sealed class OpenApiDocument(IClusterPicture picture, IOptions<GatewayOptions> options)
{
    private const string Cluster = "cluster";
    private const string Health = "health";

    private static readonly JsonSchemaExporterOptions s_schemas = new() { TreatNullObliviousAsNonNullable = true };

    public JsonObject Describe()
    {
        ImmutableArray<OpenApiCapability> capabilities =
            [.. CapabilityVersions.ByName(picture.ListCapabilities()).Select(versions => new OpenApiCapability(versions, options.Value.OverloadStatusCode))];
        return new()
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "WorkerGrains",
                ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version!.ToString(3),
                ["description"] = "Runs capabilities on the workers of a cluster.",
            },
            ["paths"] = new JsonObject([.. capabilities.Select(static capability => KeyValuePair.Create<string, JsonNode?>(capability.Path, capability.PathItem())), .. FixedPaths()]),
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject([.. capabilities.SelectMany(static capability => capability.Schemas()), .. FixedSchemas()]),
                ["parameters"] = Parameters(),
                ["headers"] = Headers(),
            },
        };
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> FixedPaths()
    {
        yield return new("/v1/capabilities", Get("listCapabilities", Cluster, "Lists what the cluster offers.", [Answer("200", "What is offered.", nameof(CapabilityListView)), OpenApiResponses.AnyProblem()]));
        var capability = Get("getCapability", Cluster, "Shows one capability: contract, readiness, replicas.", [Answer("200", "All its versions.", nameof(CapabilityView)), OpenApiResponses.AnyProblem()]);
        capability["parameters"] = new JsonArray(NameInPath());
        yield return new("/v1/capabilities/{name}", capability);
        yield return new("/v1/models", Get("listModels", Cluster, "Lists the models of the cluster.", [Answer("200", "The models and the silos that have them.", nameof(ModelListView)), OpenApiResponses.AnyProblem()]));
        var model = Get("getModel", Cluster, "Shows one model on all silos that have it.", [Answer("200", "The model.", nameof(ModelView)), OpenApiResponses.AnyProblem()]);
        model["parameters"] = new JsonArray(NameInPath());
        yield return new("/v1/models/{name}", model);
        foreach (var (name, action) in ModelRoutes.Actions)
        {
            yield return new($"/v1/models/{{name}}/{name}", new JsonObject
            {
                ["post"] = new JsonObject
                {
                    ["operationId"] = $"{name}Model",
                    ["tags"] = new JsonArray(Cluster),
                    ["summary"] = $"Has a model changed on every silo that has it: {name}.",
                    ["parameters"] = new JsonArray([NameInPath(), .. action is ModelAction.Load or ModelAction.Reload ? [InQuery("version", "integer")] : Array.Empty<JsonNode>(), InQuery("silo", "string")]),
                    ["responses"] = new JsonObject([Answer("200", "What came of it on each silo.", nameof(ModelChangeView)), OpenApiResponses.AnyProblem()]),
                },
            });
        }

        yield return new("/v1/models/{name}/aliases/{alias}", new JsonObject
        {
            ["put"] = ChangeAlias("setModelAlias", "Gives a version that serves another name.", InQuery("version", "integer")),
            ["delete"] = ChangeAlias("removeModelAlias", "Takes such a name away."),
        });
        yield return new("/v1/silos", Get("listSilos", Cluster, "Lists the silos of the cluster.", [Answer("200", "The silos.", nameof(SiloListView)), OpenApiResponses.AnyProblem()]));
        yield return new("/health/live", Get("getLive", Health, "Whether the process runs.", [Answer("200", "It runs.", nameof(HealthView))]));
        yield return new("/health/ready", Get("getReady", Health, "Whether this silo serves.", [Answer("200", "It serves.", nameof(HealthView)), Answer("503", "It does not.", nameof(HealthView))]));
        yield return new("/openapi.json", Get("getOpenApi", Cluster, "This document.", [new("200", OpenApiResponses.Json("The document.", new JsonObject { ["type"] = "object" }))]));
    }

    private static JsonObject ChangeAlias(string id, string summary, params JsonNode[] parameters) => new()
    {
        ["operationId"] = id,
        ["tags"] = new JsonArray(Cluster),
        ["summary"] = summary,
        ["parameters"] = new JsonArray([NameInPath(), InPath("alias"), .. parameters]),
        ["responses"] = new JsonObject([Answer("200", "What came of it on each silo.", nameof(ModelChangeView)), OpenApiResponses.AnyProblem()]),
    };

    private static JsonObject NameInPath() => InPath("name");

    private static JsonObject InPath(string name) => new()
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject InQuery(string name, string type) => new()
    {
        ["name"] = name,
        ["in"] = "query",
        ["schema"] = new JsonObject { ["type"] = type },
    };

    private static JsonObject Get(string id, string tag, string summary, IEnumerable<KeyValuePair<string, JsonNode?>> responses) => new()
    {
        ["get"] = new JsonObject
        {
            ["operationId"] = id,
            ["tags"] = new JsonArray(tag),
            ["summary"] = summary,
            ["responses"] = new JsonObject(responses),
        },
    };

    private static KeyValuePair<string, JsonNode?> Answer(string status, string description, string schema) =>
        new(status, OpenApiResponses.Json(description, OpenApiSchemas.Reference(schema)));

    private static IEnumerable<KeyValuePair<string, JsonNode?>> FixedSchemas() =>
    [
        Schema(nameof(Problem), GatewayJson.Default.Problem),
        Schema(nameof(ModelListView), GatewayJson.Default.ModelListView),
        Schema(nameof(ModelView), GatewayJson.Default.ModelView),
        Schema(nameof(ModelChangeView), GatewayJson.Default.ModelChangeView),
        Schema(nameof(CapabilityListView), GatewayJson.Default.CapabilityListView),
        Schema(nameof(CapabilityView), GatewayJson.Default.CapabilityView),
        Schema(nameof(SiloListView), GatewayJson.Default.SiloListView),
        Schema(nameof(HealthView), GatewayJson.Default.HealthView),
    ];

    private static KeyValuePair<string, JsonNode?> Schema(string name, JsonTypeInfo type) =>
        new(name, OpenApiSchemas.Embed(type.GetJsonSchemaAsNode(s_schemas), name));

    private static JsonObject Parameters() => new()
    {
        [RunQuery.VersionName] = new JsonObject
        {
            ["name"] = RunQuery.VersionName,
            ["in"] = "query",
            ["description"] = "Takes this version or a newer one of the same major; left out, the newest.",
            ["schema"] = new JsonObject { ["type"] = "string", ["pattern"] = @"^\d+(\.\d+){0,2}$" },
        },
        [GatewayHeaders.RequestTimeout] = new JsonObject
        {
            ["name"] = GatewayHeaders.RequestTimeout,
            ["in"] = "header",
            ["description"] = "How long the answer may take, in milliseconds.",
            ["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = RequestTimeout.MinMilliseconds, ["maximum"] = RequestTimeout.MaxMilliseconds },
        },
        [GatewayHeaders.RequestPriority] = new JsonObject
        {
            ["name"] = GatewayHeaders.RequestPriority,
            ["in"] = "header",
            ["description"] = "Whether the request goes before others that wait at the same replica; normal when left out.",
            ["schema"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("low", "normal", "high") },
        },
        [GatewayHeaders.SessionId] = new JsonObject
        {
            ["name"] = GatewayHeaders.SessionId,
            ["in"] = "header",
            ["description"] = $"The session of which the request is part: '{RequestSession.New}', or the id that the answer to its first request gave.",
            ["schema"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = GatewayHeaders.MaxValueLength },
        },
        [GatewayHeaders.SessionEnd] = new JsonObject
        {
            ["name"] = GatewayHeaders.SessionEnd,
            ["in"] = "header",
            ["description"] = "Whether the session ends with the request.",
            ["schema"] = new JsonObject { ["type"] = "boolean" },
        },
        [GatewayHeaders.RequestId] = new JsonObject
        {
            ["name"] = GatewayHeaders.RequestId,
            ["in"] = "header",
            ["description"] = "Names the request; echoed.",
            ["schema"] = new JsonObject { ["type"] = "string", ["maxLength"] = GatewayHeaders.MaxValueLength },
        },
    };

    private static JsonObject Headers() => new()
    {
        [GatewayHeaders.RequestId] = Header("The name of the request: the one it came with, or one made from the trace.", "string"),
        [GatewayHeaders.ServerTiming] = Header("Where the time went, in milliseconds: queue, batch, run, total.", "string"),
        [GatewayHeaders.WorkerSilo] = Header("The silo that answered.", "string"),
        [GatewayHeaders.WorkerVersion] = Header("The version that answered.", "string"),
        [GatewayHeaders.WorkerAttempts] = Header("How many replicas were asked.", "integer"),
        [GatewayHeaders.SessionId] = Header("The session of which the request was part.", "string"),
        ["Retry-After"] = Header("The seconds after which a retry is worth while.", "integer"),
    };

    private static JsonObject Header(string description, string type) => new()
    {
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = type },
    };
}
