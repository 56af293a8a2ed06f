using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A value and how often it is there.</summary>
public sealed record ValueCount
{
    /// <summary>The value as text, cut after 200 characters.</summary>
    [Description("The value as text, cut after 200 characters.")]
    public required string Value { get; init; }

    /// <summary>How many rows have it.</summary>
    [Description("How many rows have it.")]
    public required long Count { get; init; }
}
