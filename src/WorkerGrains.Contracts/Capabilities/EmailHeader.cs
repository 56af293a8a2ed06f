using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A header of a mail.</summary>
public sealed record EmailHeader
{
    /// <summary>The name, as written.</summary>
    [Description("The name, as written.")]
    public required string Name { get; init; }

    /// <summary>The value, unfolded and decoded (RFC 2047).</summary>
    [Description("The value, unfolded and decoded (RFC 2047).")]
    public required string Value { get; init; }
}
