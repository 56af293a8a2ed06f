using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Run;

/// <summary>What an answer is written as. Source: RFC 9110, section 12.5.1.</summary>
/// <param name="Stream">The format of a stream; <see langword="null"/> for an answer at once.</param>
/// <param name="Raw">The media type of an output that comes as it is; <see langword="null"/> for JSON.</param>
internal readonly record struct AnswerForm(StreamFormat? Stream, string? Raw)
{
    private static readonly AnswerForm s_json = new(null, null);

    /// <summary>The media types that a capability answers with.</summary>
    public static IEnumerable<string> Offered(CapabilityDescriptor capability) => [MediaTypes.Json, MediaTypes.EventStream, MediaTypes.NdJson, .. capability.OutputMediaTypes];

    /// <summary>The form that a caller likes most, of those liked as much the first; not there when the caller takes none of them.</summary>
    public static bool TryChoose(StringValues accept, CapabilityDescriptor capability, out AnswerForm form)
    {
        form = s_json;

        // Nearly every request says one of these or nothing, so the header is parsed only when it is another.
        if (accept.Count == 0 || (accept.Count == 1 && accept[0] is null or "" or "*/*" or MediaTypes.Json) || !MediaTypeHeaderValue.TryParseList(accept, out var asked) || asked.Count == 0)
        {
            return true;
        }

        // OrderBy keeps the order of equals.
        foreach (var range in asked.Where(static range => range.Quality is not 0).OrderByDescending(static range => range.Quality ?? 1))
        {
            if (TryFind(range, capability.OutputMediaTypes, out form))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryFind(MediaTypeHeaderValue range, ImmutableArray<string> raw, out AnswerForm form)
    {
        form = range.MediaType switch
        {
            var type when type.Equals(MediaTypes.EventStream, StringComparison.OrdinalIgnoreCase) => new(EventStreamFormat.Instance, null),
            var type when type.Equals(MediaTypes.NdJson, StringComparison.OrdinalIgnoreCase) => new(NdJsonFormat.Instance, null),
            _ => s_json,
        };
        if (form != s_json || Takes(range, MediaTypes.Json))
        {
            return true;
        }

        form = new(null, raw.FirstOrDefault(type => Takes(range, type)));
        return form.Raw is not null;
    }

    /// <summary>Whether a range has a media type in it. What is said of the type beside its name (a charset, a profile) is not looked at.</summary>
    private static bool Takes(MediaTypeHeaderValue range, string mediaType) =>
        range.MatchesAllTypes
        || (range.MatchesAllSubTypes ? mediaType.AsSpan().StartsWith(range.Type.AsSpan(), StringComparison.OrdinalIgnoreCase) && mediaType[range.Type.Length] == '/'
            : range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase));
}
