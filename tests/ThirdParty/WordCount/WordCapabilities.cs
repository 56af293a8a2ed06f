using WorkerGrains.Contracts;

namespace ThirdParty.WordCount;

/// <summary>What this assembly adds.</summary>
public static class WordCapabilities
{
    /// <summary>Counts words.</summary>
    public static readonly Capability<CountWords, WordCounts> Count = new("words.count", "1.0.0")
    {
        Summary = "Counts the words of a text.",
        Tags = ["text"],
    };
}
