using System.ComponentModel;

namespace ThirdParty.WordCount;

/// <summary>How many words a text has.</summary>
public sealed record WordCounts
{
    /// <summary>All words.</summary>
    [Description("All words.")]
    public required int Words { get; init; }

    /// <summary>Words that differ.</summary>
    [Description("Words that differ.")]
    public required int Distinct { get; init; }
}
