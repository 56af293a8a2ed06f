using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What in a mail spoke for an answer.</summary>
public sealed record EmailEvidence
{
    /// <summary>Where it stands.</summary>
    [Description("Where it stands.")]
    public required EmailEvidenceSource Source { get; init; }

    /// <summary>A word or phrase, a header with its value (<c>Precedence: list</c>), or the name of a script.</summary>
    [Description("A word or phrase, a header with its value (Precedence: list), or the name of a script.")]
    public required string Value { get; init; }
}
