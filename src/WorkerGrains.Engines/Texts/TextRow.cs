namespace WorkerGrains.Engines.Texts;

/// <summary>A text that waits for its run, made ready for a model that it keeps in memory until then.</summary>
/// <param name="tokens">Its tokens, at least one.</param>
/// <param name="dimensions">How many numbers of its vector are wanted.</param>
/// <param name="isTruncated">Whether its end was cut off.</param>
/// <param name="use">The model's use, shared by the rows of a request.</param>
internal sealed class TextRow(long[] tokens, int dimensions, bool isTruncated, EmbeddingUse use) : IDisposable
{
    public long[] Tokens => tokens;

    public int Dimensions => dimensions;

    public bool IsTruncated => isTruncated;

    public EmbeddingModel Model => use.Model;

    public void Dispose() => use.Leave();
}
