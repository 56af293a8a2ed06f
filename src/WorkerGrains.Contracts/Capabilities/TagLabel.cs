using System.ComponentModel;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A label that a text may get.</summary>
public sealed record TagLabel
{
    /// <summary>Its name, as the answer gives it.</summary>
    [Description("Its name, as the answer gives it. It is not read."), TextLength(1, 100)]
    public required string Name { get; init; }

    /// <summary>What texts with this label are about, in a sentence or in the words that they use.</summary>
    [Description("What texts with this label are about, in a sentence or in the words that they use."), TextLength(1, 1000)]
    public required string Description { get; init; }
}
