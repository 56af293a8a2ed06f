using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Bodies;

/// <summary>A request's body and its room in the budget until disposed of, or the reason why it was not read.</summary>
internal readonly struct HeldBody : IDisposable
{
    private readonly BodyBudget? _budget;
    private readonly int _reserved;

    public HeldBody(ReadOnlyMemory<byte> bytes, BodyBudget budget, int reserved)
    {
        Bytes = bytes;
        _budget = budget;
        _reserved = reserved;
    }

    public HeldBody(WorkError error) => Error = error;

    public ReadOnlyMemory<byte> Bytes { get; }

    public WorkError? Error { get; }

    public void Dispose() => _budget?.Release(_reserved);
}
