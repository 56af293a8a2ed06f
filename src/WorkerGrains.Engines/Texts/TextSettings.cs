using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Engines.Texts;

/// <summary>How a model wants its texts and what it makes of them: the section <c>text</c> of <c>model.json</c>.</summary>
internal sealed record TextSettings
{
    /// <summary>Whether upper and lower case are the same to the model. Left out, as <c>tokenizer.json</c> says, or true for a <c>vocab.txt</c>.</summary>
    public bool? LowerCase { get; init; }

    /// <summary>Whether a text begins with <c>[CLS]</c> and ends with <c>[SEP]</c>.</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>The most tokens of a text, with those that are added. Beyond it, a text is cut.</summary>
    [Range(4, 32_768)]
    public int MaxTokens { get; init; } = 512;

    /// <summary>How the vectors of the tokens become one.</summary>
    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>Whether vectors are scaled to length 1.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>The name of the model's output to take. Left out, the one that suits the pooling, if there is only one.</summary>
    public string? Output { get; init; }
}
