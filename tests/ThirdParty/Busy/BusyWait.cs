using System.ComponentModel.DataAnnotations;

namespace ThirdParty.Busy;

/// <summary>How long to keep the engine busy.</summary>
public sealed record BusyWait
{
    /// <summary>In milliseconds.</summary>
    [Range(1, 60_000)]
    public required int Milliseconds { get; init; }
}
