namespace WorkerGrains.Engines.Tagging;

/// <summary>Which vectors can be compared: those of one version of one model.</summary>
internal sealed record EmbeddingVersion(string Model, int? Version, int Dimensions);
