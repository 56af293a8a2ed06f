using System.Buffers;
using System.Globalization;

namespace WorkerGrains.Gateway;

/// <summary>The headers with a meaning to the gateway beyond those of HTTP itself.</summary>
internal static class GatewayHeaders
{
    /// <summary>In and out: names a request. Echoed when sane, else made from the trace.</summary>
    public const string RequestId = "X-Request-Id";

    /// <summary>In: how long the answer may take, in milliseconds.</summary>
    public const string RequestTimeout = "X-Request-Timeout-Ms";

    /// <summary>In: whether the request goes before others that wait: low, normal or high.</summary>
    public const string RequestPriority = "X-Request-Priority";

    /// <summary>In: the session of which the request is part, or <c>new</c>. Out: its id.</summary>
    public const string SessionId = "X-Session-Id";

    /// <summary>In: <c>true</c> when the session ends with the request.</summary>
    public const string SessionEnd = "X-Session-End";

    /// <summary>Out: the trace and the span under which the gateway handled the request (W3C Trace Context).</summary>
    public const string TraceParent = "traceparent";

    /// <summary>Out: where the time went (W3C Server Timing).</summary>
    public const string ServerTiming = "Server-Timing";

    /// <summary>Out: the silo that answered.</summary>
    public const string WorkerSilo = "X-Worker-Silo";

    /// <summary>Out: the version of the capability that answered.</summary>
    public const string WorkerVersion = "X-Worker-Version";

    /// <summary>Out: how many replicas were asked.</summary>
    public const string WorkerAttempts = "X-Worker-Attempts";

    /// <summary>Out: tells proxies of nginx's kind whether to collect an answer before they pass it on.</summary>
    public const string AccelBuffering = "X-Accel-Buffering";

    /// <summary>Out: what stands before the names of those that say something of an output that comes as it is.</summary>
    private const string OutputPrefix = "X-Output-";

    /// <summary>The longest value that is echoed.</summary>
    public const int MaxValueLength = 128;

    private static readonly SearchValues<char> s_visible = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(static code => (char)code)]);

    /// <summary>Whether a value may go out in a header: 1 to 128 visible ASCII characters.</summary>
    public static bool IsSane(string? value) => value is { Length: > 0 and <= MaxValueLength } && !value.AsSpan().ContainsAnyExcept(s_visible);

    /// <summary>The header of something that is said of an output that comes as it is: <c>X-Output-Row-Count</c> for <c>row-count</c>.</summary>
    public static string OfOutput(string name) => OutputPrefix + CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name);
}
