using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace WorkerGrains.Gateway.Problems;

/// <summary>The one table from a failure of HTTP itself, before any work, to a problem's words.</summary>
internal static class HttpProblems
{
    public static (string Code, string Title, string Detail) Describe(int status) => status switch
    {
        StatusCodes.Status400BadRequest => ("bad_request", "The request is malformed", "The request is not valid HTTP, or its body does not end where it should."),
        StatusCodes.Status404NotFound => ("not_found", "Nothing is here", "No route leads here. GET /openapi.json lists them."),
        StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", "The method is not allowed", "The header Allow lists the methods that are."),
        StatusCodes.Status406NotAcceptable => ("not_acceptable", "No form of the answer is acceptable", "Name a media type in the header Accept that the capability answers with."),
        StatusCodes.Status408RequestTimeout => ("request_timeout", "The body came too slowly", "Send the body faster."),
        StatusCodes.Status413PayloadTooLarge => ("payload_too_large", "The body is too large", "Send less."),
        StatusCodes.Status415UnsupportedMediaType => ("unsupported_media_type", "The media type is not taken", "Send another media type."),
        StatusCodes.Status500InternalServerError => ("internal", "Something failed that should not", "The log of the service says more under the trace id."),
        _ => ("http_" + StatusText(status), Title(status), "The request was refused."),
    };

    /// <summary>Whether the same request may succeed later.</summary>
    public static bool IsRetryable(int status) =>
        status is StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable;

    private static string StatusText(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Title(int status) => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "The request failed";
}
