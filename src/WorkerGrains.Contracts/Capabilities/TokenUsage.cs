namespace WorkerGrains.Contracts.Capabilities;

/// <summary>How many tokens a text took.</summary>
public sealed record TokenUsage
{
    /// <summary>Tokens of the prompt, those that the model wants before it included.</summary>
    public required int InputTokens { get; init; }

    /// <summary>Tokens that were generated, those of a stop text included.</summary>
    public required int OutputTokens { get; init; }
}
