using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Run;

/// <summary>What an answer is written as. Source: RFC 9110, section 12.5.1.</summary>
/// <param name="Stream">The format of a stream; <see langword="null"/> for an answer at once.</param>
/// <param name="Raw">
/// The media types of an output that comes as it is, best first; JSON last, where that will do for an input that asks for none of them. Empty for JSON alone.
/// </param>
internal readonly record struct AnswerForm(StreamFormat? Stream, ImmutableArray<string> Raw)
{
    /// <summary>The media types that a capability answers with.</summary>
    public static IEnumerable<string> Offered(CapabilityDescriptor capability) => [MediaTypes.Json, MediaTypes.EventStream, MediaTypes.NdJson, .. capability.OutputMediaTypes];

    /// <summary>The form that a caller likes most, of those liked as much the first; not there when the caller takes none of them.</summary>
    public static bool TryChoose(StringValues accept, CapabilityDescriptor capability, out AnswerForm form)
    {
        form = new(null, []);

        // Nearly every request says one of these or nothing, so the header is parsed only when it is another.
        if (accept.Count == 0 || (accept.Count == 1 && accept[0] is null or "" or "*/*" or MediaTypes.Json) || !MediaTypeHeaderValue.TryParseList(accept, out var asked) || asked.Count == 0)
        {
            return true;
        }

        // OrderBy keeps the order of equals.
        var raw = new List<string>();
        foreach (var range in asked.Where(static range => range.Quality is not 0).OrderByDescending(static range => range.Quality ?? 1))
        {
            var stream = FindStream(range);
            if (stream is not null || Takes(range, MediaTypes.Json))
            {
                form = raw.Count == 0 ? new(stream, []) : new(null, [.. raw, .. stream is null ? [MediaTypes.Json] : Array.Empty<string>()]);
                return true;
            }

            raw.AddRange(capability.OutputMediaTypes.Where(type => Takes(range, type) && !raw.Contains(type)));
        }

        form = new(null, [.. raw]);
        return raw.Count > 0;
    }

    private static StreamFormat? FindStream(MediaTypeHeaderValue range) => range.MediaType switch
    {
        var type when type.Equals(MediaTypes.EventStream, StringComparison.OrdinalIgnoreCase) => EventStreamFormat.Instance,
        var type when type.Equals(MediaTypes.NdJson, StringComparison.OrdinalIgnoreCase) => NdJsonFormat.Instance,
        _ => null,
    };

    /// <summary>Whether a range has a media type in it. What is said of the type beside its name (a charset, a profile) is not looked at.</summary>
    private static bool Takes(MediaTypeHeaderValue range, string mediaType) =>
        range.MatchesAllTypes
        || (range.MatchesAllSubTypes ? mediaType.AsSpan().StartsWith(range.Type.AsSpan(), StringComparison.OrdinalIgnoreCase) && mediaType[range.Type.Length] == '/'
            : range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase));
}
