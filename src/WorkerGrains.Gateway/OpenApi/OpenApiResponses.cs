using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Gateway.Problems;

namespace WorkerGrains.Gateway.OpenApi;

/// <summary>Describes answers.</summary>
internal static class OpenApiResponses
{
    private static readonly string[] s_workerHeaders =
        [GatewayHeaders.RequestId, GatewayHeaders.ServerTiming, GatewayHeaders.WorkerSilo, GatewayHeaders.WorkerVersion, GatewayHeaders.WorkerAttempts];

    /// <summary>An output, and who made it.</summary>
    public static JsonObject Output(JsonObject schema, bool hasSession)
    {
        var response = Json("The output.", schema);
        var headers = hasSession ? s_workerHeaders.Append(GatewayHeaders.SessionId) : s_workerHeaders;
        response["headers"] = new JsonObject(headers.Select(static name => KeyValuePair.Create<string, JsonNode?>(name, Header(name))));
        return response;
    }

    /// <summary>The same answer with the media types of a stream beside JSON. What an event stream is made of OpenAPI 3.1 cannot say but in words.</summary>
    public static JsonObject AlsoStreamed(JsonObject response, JsonObject item, JsonObject output)
    {
        var content = response["content"]!.AsObject();
        content[MediaTypes.EventStream] = new JsonObject
        {
            ["schema"] = new JsonObject
            {
                ["type"] = "string",
                ["description"] = "Events named `item`, each with an item as its data; then one named `result` with the output, or `error` with a problem. Ids count from 1.",
            },
        };
        content[MediaTypes.NdJson] = new JsonObject
        {
            ["schema"] = new JsonObject
            {
                ["type"] = "object",
                ["description"] = "A line: items, then the result or an error.",
                ["properties"] = new JsonObject
                {
                    ["sequence"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
                    ["item"] = item,
                    ["result"] = output,
                    ["error"] = OpenApiSchemas.Reference(nameof(Problem)),
                },
                ["required"] = new JsonArray("sequence"),
            },
        };
        return response;
    }

    /// <summary>The same answer with the output as it is, and what headers say of it then. What such a body is made of, its media type says.</summary>
    public static JsonObject AlsoRaw(JsonObject response, CapabilityDescriptor contract)
    {
        var content = response["content"]!.AsObject();
        foreach (var mediaType in contract.OutputMediaTypes)
        {
            content[mediaType] = new JsonObject();
        }

        var headers = response["headers"]!.AsObject();
        foreach (var header in contract.OutputHeaders)
        {
            headers[GatewayHeaders.OfOutput(header.Name)] = new JsonObject
            {
                ["description"] = $"Only beside an output that is no JSON. {header.Description}",
                ["schema"] = new JsonObject { ["type"] = "string", ["maxLength"] = OutputHeader.MaxValueLength },
            };
        }

        return response;
    }

    /// <summary>The answer to callers that accept none of what comes.</summary>
    public static KeyValuePair<string, JsonNode?> NotAcceptable() => new(
        "406", Problem("Not Acceptable: `not_acceptable`: The header Accept has none of the media types of the answer."));

    /// <summary>JSON of a schema.</summary>
    public static JsonObject Json(string description, JsonObject schema) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { [MediaTypes.Json] = new JsonObject { ["schema"] = schema } },
    };

    /// <summary>One answer for each status that the failures can have, and one for whatever else fails.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Problems(IEnumerable<CapabilityError> errors, int overloadStatus) => errors
        .GroupBy(error => error.Kind.ToHttp(overloadStatus).Status)
        .OrderBy(static errors => errors.Key)
        .Select(static errors => KeyValuePair.Create<string, JsonNode?>(
            errors.Key.ToString(CultureInfo.InvariantCulture),
            Problem($"{ReasonPhrases.GetReasonPhrase(errors.Key)}: {string.Join(" ", errors.Select(static error => $"`{error.Code}`: {error.Description}"))}")))
        .Append(AnyProblem());

    /// <summary>The answer to whatever fails.</summary>
    public static KeyValuePair<string, JsonNode?> AnyProblem() => new("default", Problem("Any other failure."));

    private static JsonObject Problem(string description) => new()
    {
        ["description"] = description,
        ["headers"] = new JsonObject { ["Retry-After"] = Header("Retry-After"), [GatewayHeaders.RequestId] = Header(GatewayHeaders.RequestId) },
        ["content"] = new JsonObject { [ProblemWriter.ContentType] = new JsonObject { ["schema"] = OpenApiSchemas.Reference(nameof(Problem)) } },
    };

    private static JsonObject Header(string name) => new() { ["$ref"] = "#/components/headers/" + name };
}
