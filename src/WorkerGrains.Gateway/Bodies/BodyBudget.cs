using Microsoft.Extensions.Options;

namespace WorkerGrains.Gateway.Bodies;

/// <summary>Bounds the bytes of request bodies that the process holds at once. Thread-safe.</summary>
internal sealed class BodyBudget
{
    private readonly GatewayInstruments _instruments;
    private readonly long _maxBytes;
    private long _heldBytes;

    public BodyBudget(IOptions<GatewayOptions> options, GatewayInstruments instruments)
    {
        _instruments = instruments;
        _maxBytes = options.Value.MaxBodyBytesInFlight;
        instruments.ObserveHeldBytes(() => HeldBytes);
    }

    public long HeldBytes => Volatile.Read(ref _heldBytes);

    /// <summary>Takes room for some bytes; give it back with <see cref="Release"/>.</summary>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _heldBytes, bytes) <= _maxBytes)
        {
            return true;
        }

        Release(bytes);
        _instruments.BodyRefused();
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _heldBytes, -bytes);
}
