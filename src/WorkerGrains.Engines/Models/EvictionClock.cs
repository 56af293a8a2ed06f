namespace WorkerGrains.Engines.Models;

/// <summary>The most that a model unloaded to make room was worth: the zero from which a model's uses count.</summary>
internal sealed class EvictionClock
{
    private double _now;

    public double Now => Volatile.Read(ref _now);

    /// <summary>Notes what a model was worth that was unloaded. One at a time.</summary>
    public void AdvanceTo(double worth)
    {
        // Never back: what was worth least on one device may have been worth less than what went from another before.
        Volatile.Write(ref _now, Math.Max(_now, worth));
    }
}
