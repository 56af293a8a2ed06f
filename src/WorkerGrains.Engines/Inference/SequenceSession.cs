using WorkerGrains.Contracts;
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
    private readonly TurnQueue _turns = new();
    private Dictionary<int, Tensor> _states = [];
    private long _used = time.GetTimestamp();
    private int _inside;
    private bool _hasEnded;

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public LoadedModel Loaded => loaded;

    /// <summary>Waits for its turn, which comes in the order of the calls of this method.</summary>
    /// <returns>The turn, to be disposed of, or why there is none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; those behind wait no longer for it.</exception>
    public async ValueTask<EngineOutcome<IDisposable>> EnterAsync(CancellationToken cancellationToken)
    {
        ValueTask<TurnQueue.Turn> entering;
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
            entering = _turns.EnterAsync(cancellationToken);
        }

        Turn turn;
        try
        {
            turn = new Turn(this, await entering);
        }
        catch (OperationCanceledException)
        {
            Leave();
            throw;
        }

        if (!HasEnded)
        {
            return turn;
        }

        // Who was before has ended it.
        turn.Dispose();
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

    /// <summary>Ends it; those who wait for their turn are told so. Its model may go once the last request of it has ended.</summary>
    public void End() => TryEnd(mustBeIdle: false);

    /// <summary>Ends it if nobody has used it for as long as its model allows.</summary>
    public bool TryEndIdle() => TryEnd(mustBeIdle: true);

    private bool HasEnded
    {
        get
        {
            lock (_gate)
            {
                return _hasEnded;
            }
        }
    }

    private bool TryEnd(bool mustBeIdle)
    {
        lock (_gate)
        {
            if (_hasEnded || (mustBeIdle && (_inside > 0 || time.GetElapsedTime(_used) < TimeSpan.FromSeconds(loaded.Settings.Sequence!.IdleSeconds))))
            {
                return false;
            }

            _hasEnded = true;
            if (_inside > 0)
            {
                // The last one inside lets go of the model.
                return true;
            }
        }

        loaded.Leave();
        return true;
    }

    private void Leave()
    {
        lock (_gate)
        {
            _used = time.GetTimestamp();
            if (--_inside > 0 || !_hasEnded)
            {
                return;
            }
        }

        loaded.Leave();
    }

    private sealed class Turn(SequenceSession session, TurnQueue.Turn turn) : IDisposable
    {
        public void Dispose()
        {
            session.Leave();
            turn.Dispose();
        }
    }
}
