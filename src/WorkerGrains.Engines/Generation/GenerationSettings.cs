using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Engines.Generation;

/// <summary>What a model that goes on with texts needs to be told: the section <c>generation</c> of <c>model.json</c>.</summary>
internal sealed record GenerationSettings
{
    /// <summary>How many tokens the model can look at, prompt and new text together.</summary>
    [Range(2, 1_000_000)]
    public required int ContextLength { get; init; }

    /// <summary>The token that goes before every prompt.</summary>
    [Range(0, 10_000_000)]
    public int BeginToken { get; init; } = 1;

    /// <summary>The tokens with which the model ends a text.</summary>
    [Length(1, 16)]
    public IReadOnlyList<int> EndTokens { get; init; } = [2];

    /// <summary>Whether the model was trained on texts with a blank put before them.</summary>
    public bool AddPrefixSpace { get; init; } = true;

    /// <summary>What the token for everything unknown is written as; some models were trained with it for the line break.</summary>
    [TextLength(0, 16)]
    public string UnknownText { get; init; } = "";
}
