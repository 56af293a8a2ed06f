namespace WorkerGrains.Grains.Notes;

/// <summary>Lets one change of a note at a time in, so that changes of different notes share commits and those of one have an order.</summary>
/// <remarks>For one grain: not thread-safe. Holds only keys that somebody is at.</remarks>
internal sealed class KeyedGate
{
    private readonly Dictionary<string, Queue<TaskCompletionSource>> _busy = new(StringComparer.Ordinal);

    public bool IsBusy(string key) => _busy.ContainsKey(key);

    /// <summary>Waits for its turn; the next one's comes when the returned value is disposed of.</summary>
    public async Task<Turn> EnterAsync(string key)
    {
        if (!_busy.TryGetValue(key, out var waiting))
        {
            _busy.Add(key, new Queue<TaskCompletionSource>());
            return new Turn(this, key);
        }

        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue(turn);
        await turn.Task;
        return new Turn(this, key);
    }

    private void Leave(string key)
    {
        if (_busy[key].TryDequeue(out var next))
        {
            next.SetResult();
        }
        else
        {
            _busy.Remove(key);
        }
    }

    internal readonly struct Turn(KeyedGate gate, string key) : IDisposable
    {
        public void Dispose() => gate.Leave(key);
    }
}
