using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A message to greet with.</summary>
public sealed record Greet
{
    /// <summary>1 to 10,000 characters.</summary>
    [Description("The message."), TextLength(1, 10_000)]
    public required string Message { get; init; }

    /// <summary>Whether to answer in capitals.</summary>
    [Description("Whether to answer in capitals.")]
    public bool Uppercase { get; init; }

    /// <summary>Whether to answer back to front, by grapheme, so that accents and emoji stay whole.</summary>
    [Description("Whether to answer back to front, by grapheme.")]
    public bool Reverse { get; init; }

    /// <summary>How many exclamation marks to add, 0 to 10.</summary>
    [Description("How many exclamation marks to add."), Range(0, 10)]
    public int Exclamations { get; init; }
}
