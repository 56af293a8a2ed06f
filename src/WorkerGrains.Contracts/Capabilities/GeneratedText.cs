namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A text that was generated.</summary>
public sealed record GeneratedText
{
    /// <summary>The whole text, without the prompt.</summary>
    public required string Text { get; init; }

    /// <summary>Why it ends where it does.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>How many tokens it took.</summary>
    public required TokenUsage Usage { get; init; }

    /// <summary>The model and its version: <c>text-generate/1</c>.</summary>
    public required string Model { get; init; }
}
