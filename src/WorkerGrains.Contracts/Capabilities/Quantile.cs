using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>The value that a share of the values does not exceed.</summary>
public sealed record Quantile
{
    /// <summary>The share.</summary>
    [Description("The share of the values."), Range(0.0, 1.0)]
    public required double Probability { get; init; }

    /// <summary>The value that this share does not exceed.</summary>
    [Description("The value that this share does not exceed.")]
    public required double Value { get; init; }
}
