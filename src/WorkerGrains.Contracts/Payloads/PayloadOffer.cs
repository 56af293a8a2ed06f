namespace WorkerGrains.Contracts.Payloads;

/// <summary>Bytes held for another process until disposed of.</summary>
public sealed class PayloadOffer : IDisposable
{
    private readonly Action? _withdraw;

    internal PayloadOffer(Payload payload, Action? withdraw)
    {
        Payload = payload;
        _withdraw = withdraw;
    }

    /// <summary>What to send instead of the bytes.</summary>
    public Payload Payload { get; }

    /// <summary>Stops holding the bytes.</summary>
    public void Dispose() => _withdraw?.Invoke();
}
