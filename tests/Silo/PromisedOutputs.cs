using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Silo;

/// <summary>Holds every output that a test gets over HTTP, and every item of a stream, against the schemas that the silo itself gives out.</summary>
/// <remarks>Large ones are not looked at, because validating them takes longer than the tests do.</remarks>
internal sealed partial class PromisedOutputs() : DelegatingHandler(new SocketsHttpHandler())
{
    private const int LargestChecked = 32 * 1024;

    private static readonly ConcurrentDictionary<(string Capability, string Version), Promise> s_promises = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode != HttpStatusCode.OK
            || mediaType is not (MediaTypes.Json or MediaTypes.NdJson or MediaTypes.EventStream)
            || CapabilityName().Match(request.RequestUri!.AbsolutePath) is not { Success: true } capability
            || await FindPromiseAsync(request.RequestUri!, capability.Value, response.Headers.GetValues("X-Worker-Version").Single(), cancellationToken) is not { } promise)
        {
            return response;
        }

        if (mediaType != MediaTypes.Json)
        {
            response.Content = new PromisedStream(response.Content, mediaType == MediaTypes.EventStream, promise.Check);
        }
        else if (response.Content.Headers.ContentLength <= LargestChecked)
        {
            // The content keeps what is read of it, so that the test can read it too.
            promise.Check("result", await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }

        return response;
    }

    /// <summary>What the silo says that it gives; <see langword="null"/> where the silo is gone by then, which some tests see to.</summary>
    private async Task<Promise?> FindPromiseAsync(Uri address, string capability, string version, CancellationToken cancellationToken)
    {
        if (s_promises.TryGetValue((capability, version), out var known))
        {
            return known;
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, $"/v1/capabilities/{capability}"));
            using var response = await base.SendAsync(request, cancellationToken);
            using var contract = await JsonDocument.ParseAsync(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            var offered = contract.RootElement.GetProperty("versions").EnumerateArray().Single(offered => offered.GetProperty("version").GetString() == version);
            return s_promises.GetOrAdd((capability, version), static (key, offered) => new Promise(key.Capability, offered), offered.Clone());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    [GeneratedRegex("(?<=^/v1/capabilities/)[^/]+(?=/run$)")]
    private static partial Regex CapabilityName();

    /// <summary>The schemas of one version of a capability.</summary>
    private sealed class Promise(string capability, JsonElement contract)
    {
        private readonly JsonSchema _output = JsonSchema.FromText(contract.GetProperty("outputSchema").GetRawText());
        private readonly JsonSchema? _item = contract.TryGetProperty("itemSchema", out var item) && item.ValueKind == JsonValueKind.Object ? JsonSchema.FromText(item.GetRawText()) : null;

        /// <summary>Asserts that an event, or an output that came at once, is as it was promised.</summary>
        public void Check(string kind, ReadOnlyMemory<byte> json)
        {
            if (kind == "error" || json.Length > LargestChecked)
            {
                return;
            }

            using var value = JsonDocument.Parse(json);
            var schema = kind == "result" ? _output : _item;
            Assert.True(schema is not null, $"{capability} promises no items, and gives one: {value.RootElement}");
            Assert.True(schema.Evaluate(value.RootElement).IsValid, $"{capability} promises no such {kind}: {value.RootElement}");
        }
    }
}
