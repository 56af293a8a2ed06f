using System.Diagnostics;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Batching;

/// <summary>Runs one engine on whatever inputs are waiting when one of its lanes becomes free.</summary>
/// <remarks>
/// A lone input never waits for company; batches grow by themselves while the engine is busy, of inputs alike in size
/// (<see cref="WaitingInputs{TInput,TOutput}"/>). Each lane is a thread of its own, because engines block and would starve the threads that
/// carry messages. An input that is canceled or whose deadline passes frees its place at once; one whose deadline cannot be met is
/// refused. Inputs that are <see cref="IDisposable"/> are disposed of once, whatever becomes of them.
/// </remarks>
internal sealed partial class Batcher<TInput, TOutput> : IRunner<TInput, TOutput>
{
    private readonly string _capability;
    private readonly MeasuredEngine<TInput, TOutput> _engine;
    private readonly BatchingOptions _options;
    private readonly EngineInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BatchAdmission<TInput, TOutput> _admission;
    private readonly BatchLane<TInput, TOutput>[] _lanes;
    private readonly long _headStart;

    // One lock for the queue and for who is still awaited: it is held for list operations only.
    private readonly object _gate = new();
    private readonly WaitingInputs<TInput, TOutput> _waiting = new();
    private readonly LaneLoad<TInput, TOutput> _load;
    private readonly ExpiryTimer _expiry;
    private bool _stopped;

    public Batcher(
        string capability, IEngine<TInput, TOutput> engine, BatchingOptions options, EngineInstruments instruments, TimeProvider time, ILogger logger)
    {
        _capability = capability;
        _engine = new MeasuredEngine<TInput, TOutput>(capability, engine, instruments, time, logger);
        _options = options;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _headStart = (long)(options.PriorityHeadStart.TotalSeconds * time.TimestampFrequency);
        _admission = new BatchAdmission<TInput, TOutput>(capability, options, instruments, time);
        _load = new LaneLoad<TInput, TOutput>(options.Lanes, time);
        _expiry = new ExpiryTimer(DropExpired, time);
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(lane => new BatchLane<TInput, TOutput>($"{capability} lane {lane}", this, _engine, time))];
        Array.ForEach(_lanes, static lane => lane.Start());
    }

    public string Device => _engine.Device;

    public int Lanes => _lanes.Length;

    public RunnerLoad Load
    {
        get
        {
            lock (_gate)
            {
                return _load.Of(_waiting, Limits);
            }
        }
    }

    // What an engine gains from may change with its model.
    private BatchLimits Limits => new(Math.Min(_options.MaxBatchSize, _engine.MaxBatchSize), _options.MaxPaddedSize, _options.MaxPadding);

    /// <summary>Queues one input and completes when the batch that carried it has run.</summary>
    public ValueTask<RunReport<TOutput>> RunAsync(TInput input, RunTerms terms, CancellationToken cancellationToken)
    {
        if (!_engine.TrySizeOf(input, out var size))
        {
            DisposeOf(input);
            return new(new RunReport<TOutput>(RunResult.EngineFailed));
        }

        var now = _time.GetTimestamp();
        var entry = new BatchEntry<TInput, TOutput>(input, size)
        {
            Priority = terms.Priority,
            Expires = terms.Expires,
            Queued = now,
            Turn = now - (Math.Sign((int)terms.Priority) * _headStart),
            Trace = Activity.Current?.Context ?? default,
        };
        entry.Cancellation = cancellationToken.UnsafeRegister((state, token) => Abandon((BatchEntry<TInput, TOutput>)state!, token), entry);
        Admission admission;
        TimeSpan untilDone;
        lock (_gate)
        {
            admission = Admit(entry, out untilDone);
            if (admission == Admission.Accepted)
            {
                _waiting.Add(entry);
                _expiry.Watch(terms.Expires);
                Monitor.Pulse(_gate);
                return new(entry.Completion.Task);
            }

            entry.IsDone = true;
        }

        entry.Cancellation.Unregister();
        DisposeOf(input);
        return admission switch
        {
            Admission.Abandoned => new(entry.Completion.Task),
            Admission.Stopped => new(new RunReport<TOutput>(RunErrors.Stopping)),
            Admission.Full => new(new RunReport<TOutput>(Refuse())),
            Admission.Expired => new(new RunReport<TOutput>(_admission.Expired())),
            _ => new(new RunReport<TOutput>(_admission.TooLate(untilDone))),
        };
    }

    /// <summary>Says that the queue is full and when a place should be free.</summary>
    public WorkError Refuse() => _admission.Full(Load.ExpectedWait);

    public async ValueTask DisposeAsync()
    {
        List<BatchEntry<TInput, TOutput>> left;
        List<CancellationTokenSource> running;
        lock (_gate)
        {
            _stopped = true;
            left = _waiting.Clear();
            running = [.. _load.Running.Select(static batch => batch.Abandoned)];
            Monitor.PulseAll(_gate);
        }

        _expiry.Dispose();
        running.ForEach(static batch => batch.Cancel());

        foreach (var entry in left)
        {
            Complete(entry, new RunReport<TOutput>(RunErrors.Stopping));
            DisposeOf(entry.Input);
        }

        await Task.Run(() => Array.ForEach(_lanes, static lane => lane.Join()));
    }

    /// <summary>Waits for inputs and takes as many as the limits allow. False when the batcher stops.</summary>
    internal bool TryTakeBatch(Batch<TInput, TOutput> batch)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_stopped)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            var now = _time.GetTimestamp();
            _waiting.Fill(batch, Limits, now);
            _load.Started(batch, now);
        }

        Drop(batch.Expired);
        return true;
    }

    /// <summary>Whether an input of a batch that failed is to run: somebody waits for it, and the batcher goes on.</summary>
    internal bool TryStartAlone(Batch<TInput, TOutput> batch, BatchEntry<TInput, TOutput> entry)
    {
        lock (_gate)
        {
            if (entry.IsDone || _stopped)
            {
                return false;
            }

            batch.RunAlone(entry);
            return true;
        }
    }

    /// <summary>Takes in how long a batch took, unless it was stopped before its end.</summary>
    internal void Learn(Batch<TInput, TOutput> batch, TimeSpan took)
    {
        lock (_gate)
        {
            if (!batch.Abandoned.IsCancellationRequested)
            {
                _load.Learn(batch, took);
            }
        }
    }

    /// <summary>Gives an input its outcome, unless its caller is gone.</summary>
    internal void Complete(BatchEntry<TInput, TOutput> entry, RunReport<TOutput> report)
    {
        lock (_gate)
        {
            if (entry.IsDone)
            {
                return;
            }

            entry.IsDone = true;
            if (entry.Batch is { } batch)
            {
                batch.Awaited--;
            }
        }

        // Not under the lock: disposing waits for a callback that may be waiting for it.
        entry.Cancellation.Unregister();
        entry.Completion.TrySetResult(report);
    }

    /// <summary>Ends a batch whose entries have all been completed.</summary>
    internal void End(Batch<TInput, TOutput> batch)
    {
        lock (_gate)
        {
            _load.Ended(batch);
            batch.Entries.ForEach(static entry => entry.Batch = null);
        }

        batch.Inputs.ForEach(DisposeOf);
        batch.Clear();
    }

    private Admission Admit(BatchEntry<TInput, TOutput> entry, out TimeSpan untilDone)
    {
        untilDone = TimeSpan.Zero;
        return entry.IsDone ? Admission.Abandoned : _stopped ? Admission.Stopped : _admission.Judge(entry, _waiting, _load, Limits, out untilDone);
    }

    private void DropExpired()
    {
        List<BatchEntry<TInput, TOutput>> expired;
        lock (_gate)
        {
            _expiry.Restart(_waiting.TakeExpired(_time.GetTimestamp(), out expired));
        }

        Drop(expired);
    }

    private void Drop(List<BatchEntry<TInput, TOutput>> expired)
    {
        foreach (var entry in expired)
        {
            Complete(entry, new RunReport<TOutput>(_admission.Expired()) { Queue = _time.GetElapsedTime(entry.Queued) });
            DisposeOf(entry.Input);
        }
    }

    private void Abandon(BatchEntry<TInput, TOutput> entry, CancellationToken cancellationToken)
    {
        CancellationTokenSource? nobodyWaits = null;
        var waited = false;
        lock (_gate)
        {
            if (entry.IsDone)
            {
                return;
            }

            entry.IsDone = true;
            if (entry.Place is not null)
            {
                _waiting.Remove(entry);
                waited = true;
            }
            else if (entry.Batch is { } batch && (--batch.Awaited == 0 || batch.Alone == entry))
            {
                nobodyWaits = batch.Abandoned;
            }
        }

        _instruments.Abandoned(_capability);
        if (waited)
        {
            DisposeOf(entry.Input);
        }

        entry.Completion.TrySetCanceled(cancellationToken);
        nobodyWaits?.Cancel();
    }

    private void DisposeOf(TInput input)
    {
        try
        {
            (input as IDisposable)?.Dispose();
        }
        catch (Exception exception)
        {
            // An input that cannot be disposed of must not take its lane, and with it the process, along.
            LogDisposeFailed(_capability, exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "An input of {Capability} could not be disposed of: {Failure}.")]
    private partial void LogDisposeFailed(string capability, string failure);
}
