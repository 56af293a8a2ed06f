namespace WorkerGrains.Engines.Web;

/// <summary>A run of text without a break, and what tells content from boilerplate: how many words it has and how many of them are in links.</summary>
internal readonly record struct TextBlock(string Text, int Words, int LinkedWords, bool IsHeading)
{
    public double LinkDensity => Words == 0 ? 0 : (double)LinkedWords / Words;
}
