using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a request for vectors took.</summary>
public sealed record EmbeddingUsage
{
    /// <summary>The tokens of all texts as the model saw them: after cutting, with those that it wants around a text, without padding.</summary>
    [Description("The tokens of all texts as the model saw them: after cutting, without padding."), Range(0, int.MaxValue)]
    public required int Tokens { get; init; }
}
