namespace WorkerGrains.Engines.Texts;

/// <summary>What came of a <see cref="TextRow"/>.</summary>
/// <param name="Vector">Its vector.</param>
/// <param name="Tokens">How many tokens it took.</param>
/// <param name="IsTruncated">Whether its end was cut off.</param>
/// <param name="Model">The name of the model; the same for all rows of a request.</param>
/// <param name="ModelVersion">Its version.</param>
internal sealed record RowEmbedding(float[] Vector, int Tokens, bool IsTruncated, string Model, int ModelVersion);
