using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Bodies;

/// <summary>A request's body and its room in the budget until disposed of; or the body as it comes in; or the reason why it was not read.</summary>
internal readonly struct HeldBody : IDisposable
{
    private readonly BodyBudget? _budget;
    private readonly int _reserved;
    private readonly BodyStream? _stream;

    public HeldBody(ReadOnlyMemory<byte> bytes, BodyBudget budget, int reserved)
    {
        Bytes = bytes;
        _budget = budget;
        _reserved = reserved;
    }

    public HeldBody(BodyStream stream) => _stream = stream;

    public HeldBody(WorkError error) => Error = error;

    public ReadOnlyMemory<byte> Bytes { get; }

    public WorkError? Error { get; }

    /// <summary>The body as a request carries it.</summary>
    public Payload Payload => _stream is null ? new Payload(Bytes) : new Payload(_stream);

    public void Dispose()
    {
        _budget?.Release(_reserved);
        _stream?.Dispose();
    }
}
