namespace WorkerGrains.Engines.Batching;

/// <summary>Finds by measuring how many inputs a model gains from running together: for use when an engine starts.</summary>
/// <remarks>
/// Doubles the batch as long as an input gets cheaper by it. On processors an image gains nothing from company and a short text two- or
/// threefold; on other devices it differs again, so it is measured where the model runs. It also warms the model up for the sizes it will see.
/// </remarks>
internal sealed class BatchSizeSearch(TimeProvider time)
{
    // A larger batch delays its first input and takes memory: it must be worth that.
    private const double LeastGain = 0.95;

    // The quickest of a few runs: whatever else the machine does only makes them slower.
    private const int Runs = 3;

    /// <summary>How long the search may take, but for the run under way when that is over. At least batches of one are measured.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Warms up for the size that is said, or finds one.</summary>
    /// <param name="said">The size, where the model or its folder says it.</param>
    /// <param name="run">Runs a batch of so many warm-up inputs.</param>
    /// <param name="limit">The largest size to consider, at least 1.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public int Find(int? said, Action<int> run, int limit, CancellationToken cancellationToken)
    {
        if (said is not { } size)
        {
            return Find(run, limit, cancellationToken);
        }

        run(size);
        return size;
    }

    /// <summary>Returns the size from which more inputs gain nothing.</summary>
    /// <param name="run">Runs a batch of so many warm-up inputs.</param>
    /// <param name="limit">The largest size to consider, at least 1.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public int Find(Action<int> run, int limit, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var best = 1;
        var bestSeconds = double.PositiveInfinity;
        for (var size = 1; ; size = Math.Min(size * 2, limit))
        {
            if (Measure(run, size, started, cancellationToken) is not { } seconds)
            {
                return best;
            }

            var isWorthIt = seconds < bestSeconds * LeastGain;
            if (isWorthIt)
            {
                (best, bestSeconds) = (size, seconds);
            }

            // One size that gains nothing may be followed by one that does, two are not.
            if (size == limit || size > best * 2)
            {
                return best;
            }
        }
    }

    /// <summary>The seconds an input takes in a batch of this size, or <see langword="null"/> when there was no time to measure it.</summary>
    private double? Measure(Action<int> run, int size, long started, CancellationToken cancellationToken)
    {
        if (size > 1 && time.GetElapsedTime(started) > Budget)
        {
            return null;
        }

        // The first run of a size makes plans and memory for it.
        cancellationToken.ThrowIfCancellationRequested();
        run(size);
        double? quickest = null;
        for (var i = 0; i < Runs && (quickest is null || time.GetElapsedTime(started) <= Budget); i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = time.GetTimestamp();
            run(size);
            quickest = Math.Min(quickest ?? double.PositiveInfinity, time.GetElapsedTime(began).TotalSeconds / size);
        }

        return quickest;
    }
}
