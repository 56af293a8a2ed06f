using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Gateway;

/// <summary>What the gateway takes at once, and how it refuses. Configuration section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Gateway";

    /// <summary>
    /// The most bytes of request bodies held at once, from the first byte read to the answer. Beyond it requests are refused as overloaded
    /// rather than memory exhausted. Keep it above the largest input of any capability, or that one is never served.
    /// </summary>
    [Range(64L * 1024 * 1024, long.MaxValue)]
    public long MaxBodyBytesInFlight { get; set; } = 1024L * 1024 * 1024;

    /// <summary>
    /// The status for full queues: 503 says that the service is full, as opposed to 429 for a caller over its quota; 429 suits clients
    /// that back off only for that. The problem's <c>code</c> is <c>overloaded</c> either way.
    /// </summary>
    [AllowedValues(503, 429)]
    public int OverloadStatusCode { get; set; } = 503;

    /// <summary>The most bytes of all headers of a request. More admits long tokens and cookies, and costs memory for each connection.</summary>
    [Range(4 * 1024, 1024 * 1024)]
    public int MaxRequestHeadersTotalSize { get; set; } = 32 * 1024;

    /// <summary>The most headers of a request. More admits chains of proxies that each add theirs, and costs time to read.</summary>
    [Range(16, 1000)]
    public int MaxRequestHeaderCount { get; set; } = 100;

    /// <summary>The most bytes of a request line. More admits long query parameters beside a raw body, and costs memory for each connection.</summary>
    [Range(1024, 64 * 1024)]
    public int MaxRequestLineSize { get; set; } = 8 * 1024;

    /// <summary>How long a stream of events may be silent before a comment is sent. Shorter keeps impatient proxies from cutting it off and costs a few bytes each time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan StreamHeartbeat { get; set; } = TimeSpan.FromSeconds(15);
}

[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
