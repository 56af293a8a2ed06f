namespace WorkerGrains.Contracts;

/// <summary>Something that raw answers say beside their body, each in a header of its own.</summary>
/// <param name="Name">The name: words of lower-case letters and digits with hyphens between. Over HTTP <c>truncated</c> is <c>X-Output-Truncated</c>.</param>
/// <param name="Description">What it says, for callers.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.OutputHeader")]
public sealed record OutputHeader([property: Id(0)] string Name, [property: Id(1)] string Description)
{
    /// <summary>The longest value.</summary>
    public const int MaxValueLength = 128;
}
