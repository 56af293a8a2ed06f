using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;

namespace WorkerGrains.Tests.Silo;

/// <summary>Holds every output that a test gets over HTTP against the schema that the silo itself gives out.</summary>
/// <remarks>Outputs that come as streams are not looked at, nor large ones, because validating them takes longer than the tests do.</remarks>
internal sealed partial class PromisedOutputs() : DelegatingHandler(new SocketsHttpHandler())
{
    private const int LargestChecked = 32 * 1024;

    private static readonly ConcurrentDictionary<(string Capability, string Version), JsonSchema> s_schemas = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK && response.Content.Headers is { ContentType.MediaType: "application/json", ContentLength: <= LargestChecked }
            && CapabilityName().Match(request.RequestUri!.AbsolutePath) is { Success: true } capability)
        {
            // The content keeps what is read of it, so that the test can read it too.
            using var output = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var version = response.Headers.GetValues("X-Worker-Version").Single();
            if (await FindSchemaAsync(request.RequestUri!, capability.Value, version, cancellationToken) is { } schema)
            {
                Assert.True(schema.Evaluate(output.RootElement).IsValid, $"{capability.Value} promises no such output: {output.RootElement}");
            }
        }

        return response;
    }

    /// <summary>The schema that the silo gives out; <see langword="null"/> where the silo is gone by then, which some tests see to.</summary>
    private async Task<JsonSchema?> FindSchemaAsync(Uri address, string capability, string version, CancellationToken cancellationToken)
    {
        if (s_schemas.TryGetValue((capability, version), out var known))
        {
            return known;
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, $"/v1/capabilities/{capability}"));
            using var response = await base.SendAsync(request, cancellationToken);
            using var contract = await JsonDocument.ParseAsync(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            var offered = contract.RootElement.GetProperty("versions").EnumerateArray().Single(offered => offered.GetProperty("version").GetString() == version);
            return s_schemas.GetOrAdd((capability, version), static (_, schema) => JsonSchema.FromText(schema), offered.GetProperty("outputSchema").GetRawText());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    [GeneratedRegex("(?<=^/v1/capabilities/)[^/]+(?=/run$)")]
    private static partial Regex CapabilityName();
}
