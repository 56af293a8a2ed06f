using System.ComponentModel.DataAnnotations;

namespace ThirdParty.Busy;

/// <summary>How far to count, and how slowly.</summary>
public sealed record BusyCount
{
    /// <summary>The last number.</summary>
    [Range(1, 100_000)]
    public required int To { get; init; }

    /// <summary>The time between two numbers.</summary>
    [Range(0, 60_000)]
    public int Milliseconds { get; init; }
}
