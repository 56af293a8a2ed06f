using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A stretch of speech.</summary>
public sealed record SpeechSegment
{
    /// <summary>Where it begins, in seconds.</summary>
    [Description("Where it begins, in seconds."), Range(0.0, double.MaxValue)]
    public required double Start { get; init; }

    /// <summary>Where it ends, in seconds.</summary>
    [Description("Where it ends, in seconds."), Range(0.0, double.MaxValue)]
    public required double End { get; init; }

    /// <summary>The mean probability of speech in it, what was added before and after left out, 0 to 1.</summary>
    [Description("The mean probability of speech in it, what was added before and after left out."), Range(0.0, 1.0)]
    public required float Confidence { get; init; }
}
