using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Silo.Hosting;

/// <summary>Where measurements go.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>Where to send traces and metrics with OTLP over gRPC, for example <c>http://localhost:4317</c>; nothing is sent when left out.</summary>
    [Url]
    public string? OtlpEndpoint { get; set; }

    /// <summary>Whether <c>/metrics</c> answers in Prometheus's format.</summary>
    public bool Prometheus { get; set; } = true;

    /// <summary>The share of requests that are traced when their callers do not decide, 0 to 1. More shows more and costs more.</summary>
    [Range(0.0, 1.0)]
    public double TraceRatio { get; set; } = 1.0;
}
