namespace WorkerGrains.Engines.Models;

/// <summary>What the last model that was unloaded to make room was worth: the zero from which a model's uses count.</summary>
internal sealed class EvictionClock
{
    private double _now;

    public double Now
    {
        get => Volatile.Read(ref _now);
        set => Volatile.Write(ref _now, value);
    }
}
