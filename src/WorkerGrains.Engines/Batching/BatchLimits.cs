namespace WorkerGrains.Engines.Batching;

/// <summary>What a batch must keep to.</summary>
/// <param name="MaxCount">The most inputs.</param>
/// <param name="MaxPaddedSize">The most of longest input times count; a single longer one still goes.</param>
/// <param name="MaxPadding">How much padding one more input may cost, itself and its neighbours together, as a share of its own size.</param>
internal readonly record struct BatchLimits(int MaxCount, int MaxPaddedSize, float MaxPadding)
{
    /// <summary>How many batches so many inputs make at least.</summary>
    public double BatchesOf(int count, long size) => Math.Max(Math.Ceiling((double)count / MaxCount), Math.Ceiling((double)size / MaxPaddedSize));
}
