using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>One bar of a histogram.</summary>
public sealed record HistogramBin
{
    /// <summary>Where it begins.</summary>
    [Description("Where the bin begins, inclusive.")]
    public required double From { get; init; }

    /// <summary>Where it ends; only the last bin includes its end.</summary>
    [Description("Where the bin ends; only the last bin includes its end.")]
    public required double To { get; init; }

    /// <summary>How many values are in it.</summary>
    [Description("How many values are in it.")]
    public required long Count { get; init; }
}
