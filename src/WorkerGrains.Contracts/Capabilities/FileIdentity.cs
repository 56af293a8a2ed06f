using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a file is.</summary>
public sealed record FileIdentity
{
    /// <summary>The type's short name: <c>pdf</c>, <c>python</c>; <c>txt</c> or <c>unknown</c> when there is no more to say, <c>empty</c> for no bytes.</summary>
    [Description("The type's short name, for example pdf or python; txt or unknown when there is no more to say, empty for no bytes.")]
    public required string Label { get; init; }

    /// <summary>The type in words.</summary>
    [Description("The type in words.")]
    public required string Description { get; init; }

    /// <summary>Its media type.</summary>
    [Description("Its media type.")]
    public required string MimeType { get; init; }

    /// <summary>The kind of types it belongs to: <c>document</c>, <c>code</c>, <c>image</c>.</summary>
    [Description("The kind of types it belongs to, for example document, code or image.")]
    public required string Group { get; init; }

    /// <summary>The file name extensions it goes by, without a dot; may be empty.</summary>
    [Description("The file name extensions it goes by, without a dot; may be empty.")]
    public required IReadOnlyList<string> Extensions { get; init; }

    /// <summary>Whether it is text.</summary>
    [Description("Whether it is text.")]
    public required bool IsText { get; init; }

    /// <summary>The score of the model's guess, 0 to 1; 1 where a rule decided.</summary>
    [Description("The score of the model's guess; 1 where a rule decided."), Range(0.0, 1.0)]
    public required float Score { get; init; }

    /// <summary>The model's own guess, which is not the answer when its score was too low; null when there were too few bytes to ask the model.</summary>
    [Description("The model's own guess, which is not the answer when its score was too low; null when there were too few bytes to ask the model.")]
    public string? Guess { get; init; }
}
