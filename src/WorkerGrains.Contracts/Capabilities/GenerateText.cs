using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A text to go on with, and how.</summary>
public sealed record GenerateText
{
    /// <summary>What the new text follows. Prompt and new text together have at most as many tokens as the model can look at.</summary>
    [Description("What the new text follows."), TextLength(1, 1_000_000)]
    public required string Prompt { get; init; }

    /// <summary>The most tokens to give, 1 to 100,000; the model's context may end the text sooner.</summary>
    [Description("The most tokens to give; the model's context may end the text sooner."), Range(1, 100_000)]
    public int MaxTokens { get; init; } = 256;

    /// <summary>How far to stray from the likeliest token, 0 to 2: 0 always takes the likeliest, 1 takes each as often as the model holds it likely.</summary>
    [Description("How far to stray from the likeliest token: 0 always takes it."), Range(0f, 2f)]
    public float Temperature { get; init; } = 1;

    /// <summary>Only so many of the likeliest tokens are drawn from; all when left out.</summary>
    [Description("Only so many of the likeliest tokens are drawn from."), Range(1, 100_000)]
    public int? TopK { get; init; }

    /// <summary>Only the likeliest tokens that together have this probability are drawn from, 0 to 1; all when left out.</summary>
    [Description("Only the likeliest tokens that together have this probability are drawn from."), Range(0f, 1f)]
    public float? TopP { get; init; }

    /// <summary>Makes the draw repeatable: the same input with the same seed gives the same text from the same model on the same kind of device.</summary>
    [Description("The same input with the same seed gives the same text."), Range(0, int.MaxValue)]
    public int? Seed { get; init; }

    /// <summary>Up to 4 texts, of 1 to 256 characters each, before which the text ends. They are not part of it.</summary>
    [Description("Texts of 1 to 256 characters before which the text ends."), Length(0, 4)]
    public IReadOnlyList<string> Stop { get; init; } = [];
}
