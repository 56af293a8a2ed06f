using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Grains.Controllers;

/// <summary>The calls that a controller has, and the last that it answered, so that a caller can tell a late answer from a lost one.</summary>
internal sealed class CallLedger
{
    private const int MaxAnswered = 1024;

    private readonly HashSet<Guid> _underWay = [];
    private readonly HashSet<Guid> _answered = [];
    private readonly Queue<Guid> _oldest = new(MaxAnswered);

    public void Take(Guid call) => _underWay.Add(call);

    public void Answer(Guid call)
    {
        _underWay.Remove(call);
        if (_oldest.Count == MaxAnswered)
        {
            _answered.Remove(_oldest.Dequeue());
        }

        if (_answered.Add(call))
        {
            _oldest.Enqueue(call);
        }
    }

    public CallState StateOf(Guid call) =>
        _underWay.Contains(call) ? CallState.UnderWay : _answered.Contains(call) ? CallState.Answered : CallState.Unknown;
}
