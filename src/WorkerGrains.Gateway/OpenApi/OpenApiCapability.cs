using System.Collections.Immutable;
using System.Text.Json.Nodes;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Gateway.Catalog;
using WorkerGrains.Gateway.Run;

namespace WorkerGrains.Gateway.OpenApi;

/// <summary>Describes how one capability is run, in all its versions.</summary>
internal sealed class OpenApiCapability(CapabilityVersions versions, int overloadStatus)
{
    public string Path => $"/v1/capabilities/{versions.Name}/run";

    /// <summary>The schemas of inputs and outputs, by the names that the path refers to.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Schemas()
    {
        foreach (var status in versions.NewestFirst)
        {
            var contract = status.Descriptor;
            yield return new(InputName(contract), OpenApiSchemas.Embed(JsonNode.Parse(contract.InputSchema)!, InputName(contract)));
            yield return new(OutputName(contract), OpenApiSchemas.Embed(JsonNode.Parse(contract.OutputSchema)!, OutputName(contract)));
            if (contract.ItemSchema is { } item)
            {
                yield return new(ItemName(contract), OpenApiSchemas.Embed(JsonNode.Parse(item)!, ItemName(contract)));
            }
        }
    }

    public JsonObject PathItem()
    {
        var newest = versions.Newest.Descriptor;
        return new()
        {
            ["post"] = new JsonObject
            {
                ["operationId"] = "run." + versions.Name,
                ["tags"] = new JsonArray(versions.Name[..versions.Name.IndexOf('.', StringComparison.Ordinal)]),
                ["summary"] = newest.Summary is "" ? versions.Name : newest.Summary,
                ["description"] = Description(newest),
                ["parameters"] = new JsonArray([Parameter(RunQuery.VersionName), Parameter(GatewayHeaders.RequestTimeout), Parameter(GatewayHeaders.RequestPriority), Parameter(GatewayHeaders.RequestId), .. Session(newest), .. BesideRawBody(newest)]),
                ["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Bodies(newest) },
                ["responses"] = new JsonObject(
                [
                    new("200", Output(newest)),
                    .. OpenApiResponses.Problems(versions.NewestFirst.SelectMany(static status => status.Descriptor.Errors).Distinct(), overloadStatus)
                        .Append(OpenApiResponses.NotAcceptable())
                        .OrderBy(static response => response.Key, StringComparer.Ordinal),
                ]),
            },
        };
    }

    private string Description(CapabilityDescriptor newest) =>
        $"Offered as {string.Join(", ", versions.NewestFirst.Select(static status => status.Descriptor.Version))}. " +
        $"Inputs up to {newest.MaxInputBytes} bytes{(newest.MaxStreamedBytes > 0 ? $" (a raw body, which is read while it comes in: {newest.MaxStreamedBytes})" : "")}, outputs up to {newest.MaxOutputBytes}; {newest.DefaultDeadline.TotalMilliseconds} ms unless {GatewayHeaders.RequestTimeout} says otherwise.";

    private static IEnumerable<JsonNode> Session(CapabilityDescriptor contract) =>
        contract.TakesSessions ? [Parameter(GatewayHeaders.SessionId), Parameter(GatewayHeaders.SessionEnd)] : [];

    private JsonObject Bodies(CapabilityDescriptor newest)
    {
        var bodies = new JsonObject { [MediaTypes.Json] = new JsonObject { ["schema"] = EveryVersion(InputName) } };
        foreach (var mediaType in newest.BodyMediaTypes)
        {
            bodies[mediaType] = new JsonObject();
        }

        if (!newest.BodyMediaTypes.IsEmpty)
        {
            bodies[MediaTypes.Binary] = new JsonObject();
        }

        return bodies;
    }

    /// <summary>Beside a raw body, which is the one member with a media type, the other members go into the query.</summary>
    private static IEnumerable<JsonNode> BesideRawBody(CapabilityDescriptor contract)
    {
        if (contract.BodyMediaTypes.IsEmpty || JsonNode.Parse(contract.InputSchema)!["properties"] is not JsonObject members)
        {
            yield break;
        }

        foreach (var (name, member) in members)
        {
            if (member is JsonObject schema && name != contract.BodyMember)
            {
                yield return new JsonObject
                {
                    ["name"] = name,
                    ["in"] = "query",
                    ["description"] = "Only beside a raw body.",
                    ["schema"] = OpenApiSchemas.Embed(schema.DeepClone(), InputName(contract)),
                };
            }
        }
    }

    private JsonObject Output(CapabilityDescriptor newest)
    {
        var output = OpenApiResponses.AlsoRaw(OpenApiResponses.Output(EveryVersion(OutputName), newest.TakesSessions), newest);
        return newest.IsStreamed ? OpenApiResponses.AlsoStreamed(output, OpenApiSchemas.Reference(ItemName(newest)), OpenApiSchemas.Reference(OutputName(newest))) : output;
    }

    private JsonObject EveryVersion(Func<CapabilityDescriptor, string> name)
    {
        ImmutableArray<JsonNode> schemas = [.. versions.NewestFirst.Select(status => OpenApiSchemas.Reference(name(status.Descriptor)))];
        return schemas is [JsonObject only] ? only : new JsonObject { ["anyOf"] = new JsonArray([.. schemas]) };
    }

    private static JsonObject Parameter(string name) => new() { ["$ref"] = "#/components/parameters/" + name };

    private static string InputName(CapabilityDescriptor contract) => $"{contract.Name}-{contract.Version}-input";

    private static string ItemName(CapabilityDescriptor contract) => $"{contract.Name}-{contract.Version}-item";

    private static string OutputName(CapabilityDescriptor contract) => $"{contract.Name}-{contract.Version}-output";
}
