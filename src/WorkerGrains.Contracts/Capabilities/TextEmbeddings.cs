using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Vectors of texts: texts that mean alike have vectors that point alike.</summary>
public sealed record TextEmbeddings
{
    /// <summary>One for each text, in the order of the texts.</summary>
    [Description("One for each text, in the order of the texts.")]
    public required IReadOnlyList<TextEmbedding> Embeddings { get; init; }

    /// <summary>The name of the model that made them. Vectors of different models cannot be compared.</summary>
    [Description("The name of the model. Vectors of different models cannot be compared.")]
    public required string Model { get; init; }

    /// <summary>The version of the model; vectors of different versions cannot be compared either. Given since 1.1.0.</summary>
    [Description("The version of the model. Vectors of different versions cannot be compared either."), Range(1, int.MaxValue)]
    public int? ModelVersion { get; init; }

    /// <summary>How many numbers each vector has.</summary>
    [Description("How many numbers each vector has."), Range(1, int.MaxValue)]
    public required int Dimensions { get; init; }

    /// <summary>What it took.</summary>
    [Description("What it took.")]
    public required EmbeddingUsage Usage { get; init; }
}
