using System.ComponentModel;
using WorkerGrains.Contracts.Encoding;

namespace ThirdParty.WordCount;

/// <summary>A text whose words are to be counted.</summary>
public sealed record CountWords
{
    /// <summary>The text.</summary>
    [Description("The text."), TextLength(1, 100_000)]
    public required string Text { get; init; }
}
