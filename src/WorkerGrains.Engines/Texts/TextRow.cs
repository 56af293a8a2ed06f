namespace WorkerGrains.Engines.Texts;

/// <summary>A text made ready for a model.</summary>
/// <param name="Tokens">Its tokens, at least one.</param>
/// <param name="Dimensions">How many numbers of its vector are wanted.</param>
/// <param name="IsTruncated">Whether its end was cut off.</param>
internal sealed record TextRow(long[] Tokens, int Dimensions, bool IsTruncated);
