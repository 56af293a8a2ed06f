using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Texts to turn into vectors: several, or one.</summary>
[OneFormOf("texts", "text")]
public sealed record EmbedTexts
{
    /// <summary>The most texts of one request.</summary>
    public const int MaxTexts = 1024;

    /// <summary>The texts, 1 to 1024.</summary>
    [Description("The texts."), Length(1, MaxTexts)]
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>The text, when there is only one.</summary>
    [Description("The text, when there is only one."), TextLength(0, 10_000_000)]
    public string? Text { get; init; }

    /// <summary>
    /// How many numbers a vector is to have: its first ones, scaled to length 1 again. Means something for models trained for it (Matryoshka); all that
    /// the model gives when left out.
    /// </summary>
    [Description("How many numbers a vector is to have: the first ones, scaled to length 1 again. For models trained for it; all when left out."), Range(1, 65_536)]
    public int? Dimensions { get; init; }

    /// <summary>Whether a text longer than the model takes is cut at its end; otherwise it is refused.</summary>
    [Description("Whether a text longer than the model takes is cut at its end; otherwise it is refused.")]
    public bool Truncate { get; init; } = true;
}
