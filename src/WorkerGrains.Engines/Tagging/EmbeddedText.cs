namespace WorkerGrains.Engines.Tagging;

/// <summary>The vectors of a text's sentences and of the labels, all of one model.</summary>
/// <param name="Version">The model.</param>
/// <param name="Sentences">Those of the sentences, in their order.</param>
/// <param name="Labels">Those of the labels, in their order.</param>
internal sealed record EmbeddedText(EmbeddingVersion Version, IReadOnlyList<float[]> Sentences, IReadOnlyList<LabelVector> Labels);
