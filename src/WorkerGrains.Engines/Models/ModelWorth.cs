namespace WorkerGrains.Engines.Models;

/// <summary>What keeping a model in memory is worth. Thread-safe.</summary>
/// <remarks>
/// The time that loading it again would take, for each byte, as often as it is asked for, counted from the clock at its last use. The clock is
/// what unloaded models were worth, so that what was popular once does not stay for ever.
/// Source: L. Cherkasova, "Improving WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching Policy", 1998.
/// </remarks>
internal sealed class ModelWorth(EvictionClock clock)
{
    private long _uses;
    private double _lastUse;

    /// <summary>Counts a use.</summary>
    public void Touch()
    {
        Interlocked.Increment(ref _uses);
        Volatile.Write(ref _lastUse, clock.Now);
    }

    /// <summary>Forgets the uses: the model is no longer in memory.</summary>
    public void Reset() => Interlocked.Exchange(ref _uses, 0);

    /// <summary>What the versions that serve are worth together.</summary>
    public double Of(ServedVersions served) => Volatile.Read(ref _lastUse)
        + (Volatile.Read(ref _uses) * served.Models.Sum(static model => model.LoadTime.TotalSeconds / Math.Max(1, model.MemoryBytes / 1e6)));
}
