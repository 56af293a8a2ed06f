using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Payloads;

/// <summary>How much of large inputs and outputs one process holds for others.</summary>
public sealed class PayloadOptions
{
    /// <summary>The most bytes kept at once for other processes to pull. Beyond it, inputs are refused as overloaded and outputs given up as unavailable rather than memory exhausted.</summary>
    [Range(64L * 1024 * 1024, long.MaxValue)]
    public long MaxOfferedBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>How long an output is kept for a reader that never comes. Longer forgives slow readers; shorter frees memory sooner when a caller has died.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan OfferLifetime { get; set; } = TimeSpan.FromMinutes(1);
}
