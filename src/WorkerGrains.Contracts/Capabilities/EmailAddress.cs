using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A mailbox that a mail names.</summary>
public sealed record EmailAddress
{
    /// <summary>The address, as written; may be no valid one.</summary>
    [Description("The address, as written; may be no valid one.")]
    public required string Address { get; init; }

    /// <summary>The name beside it, decoded.</summary>
    [Description("The name beside it, decoded.")]
    public string? Name { get; init; }
}
