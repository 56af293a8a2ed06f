using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>What a model remembers for one caller, and the order in which the caller's requests run.</summary>
/// <remarks>Thread-safe. Keeps its model in memory, in the version with which it began, until it ends.</remarks>
internal sealed class SequenceSession(LoadedModel loaded, TimeProvider time)
{
    /// <summary>The most requests of one session that may wait for each other.</summary>
    public const int MaxWaiting = 64;

    private readonly Lock _gate = new();
    private Dictionary<int, Tensor> _states = [];
    private Task _last = Task.CompletedTask;
    private long _used = time.GetTimestamp();
    private int _inside;
    private bool _hasEnded;

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public LoadedModel Loaded => loaded;

    /// <summary>Whether nobody has used it for as long as its model allows.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _inside == 0 && time.GetElapsedTime(_used) >= TimeSpan.FromSeconds(loaded.Settings.Sequence!.IdleSeconds);
            }
        }
    }

    /// <summary>Waits for its turn, which comes in the order of the calls of this method.</summary>
    /// <returns>The turn, to be disposed of, or why there is none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; those behind wait no longer for it.</exception>
    public async ValueTask<EngineOutcome<IDisposable>> EnterAsync(CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_gate)
        {
            if (_hasEnded)
            {
                return SequenceErrors.Lost;
            }

            if (_inside >= MaxWaiting)
            {
                return SequenceErrors.TooManyWaiting;
            }

            _inside++;
            (before, _last) = (_last, mine.Task);
        }

        try
        {
            await before.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Its place in the order stays, so that nobody overtakes who is before it.
            _ = before.ContinueWith(_ => Leave(mine), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        lock (_gate)
        {
            if (!_hasEnded)
            {
                return new Turn(this, mine);
            }
        }

        // Who was before has ended it.
        Leave(mine);
        return SequenceErrors.Lost;
    }

    /// <summary>What an output was after the last request; <see langword="null"/> before the first. Called by whose turn it is.</summary>
    public Tensor? Recall(CarriedState state) => _states.GetValueOrDefault(state.Output);

    /// <summary>Remembers what a request left, unless that is more than its model allows. Called by whose turn it is.</summary>
    /// <returns>Whether it was remembered.</returns>
    public bool TryRemember(IReadOnlyList<int> places, IReadOnlyList<Tensor> states)
    {
        if (states.Sum(static state => state.ByteCount) > loaded.Settings.Sequence!.MaxStateBytes)
        {
            return false;
        }

        // Copied: what a run gives is a part of the whole batch's, which would stay in memory with it.
        _states = places.Zip(states).ToDictionary(static state => state.First, static state => state.Second.Clone());
        return true;
    }

    /// <summary>Ends it, once; those who wait for their turn are told so.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
        }

        loaded.Leave();
    }

    private void Leave(TaskCompletionSource turn)
    {
        lock (_gate)
        {
            _inside--;
            _used = time.GetTimestamp();
        }

        turn.SetResult();
    }

    private sealed class Turn(SequenceSession session, TaskCompletionSource turn) : IDisposable
    {
        public void Dispose() => session.Leave(turn);
    }
}
