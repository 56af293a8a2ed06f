using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>The mails of a month.</summary>
public sealed record EmailMonth
{
    /// <summary>The month in UTC: <c>2002-08</c>.</summary>
    [Description("The month in UTC: 2002-08.")]
    public required string Month { get; init; }

    /// <summary>How many mails.</summary>
    [Description("How many mails."), Range(1, long.MaxValue)]
    public required long Count { get; init; }

    /// <summary>Their bytes.</summary>
    [Description("Their bytes."), Range(0, long.MaxValue)]
    public required long Bytes { get; init; }
}
