using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>How much an address wrote.</summary>
public sealed record EmailSender
{
    /// <summary>The address, in lower case.</summary>
    [Description("The address, in lower case.")]
    public required string Address { get; init; }

    /// <summary>How many mails.</summary>
    [Description("How many mails."), Range(1, long.MaxValue)]
    public required long Count { get; init; }

    /// <summary>Their bytes.</summary>
    [Description("Their bytes."), Range(0, long.MaxValue)]
    public required long Bytes { get; init; }
}
