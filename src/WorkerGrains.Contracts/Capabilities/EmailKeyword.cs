using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A keyword that a mail has.</summary>
public sealed record EmailKeyword
{
    /// <summary>The keyword, as it was asked for.</summary>
    [Description("The keyword, as it was asked for.")]
    public required string Keyword { get; init; }

    /// <summary>How often it stands in subject and text as a whole word.</summary>
    [Description("How often it stands in subject and text as a whole word."), Range(1, int.MaxValue)]
    public required int Count { get; init; }
}
