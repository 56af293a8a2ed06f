using System.Diagnostics;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Batching;

/// <summary>Runs one engine on whatever inputs are waiting when one of its lanes becomes free.</summary>
/// <remarks>
/// A lone input never waits for company; batches grow by themselves while the engine is busy. Each lane is a thread of its own, because
/// engines block and would starve the threads that carry messages. An input that is canceled frees its place at once, one whose deadline
/// passes when the next batch is formed. Inputs that are <see cref="IDisposable"/> are disposed of once, whatever becomes of them.
/// </remarks>
internal sealed partial class Batcher<TInput, TOutput> : IRunner<TInput, TOutput>
{
    private readonly string _capability;
    private readonly MeasuredEngine<TInput, TOutput> _engine;
    private readonly BatchingOptions _options;
    private readonly EngineInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Thread[] _lanes;

    // One lock for the queue and for who is still awaited: it is held for list operations only.
    private readonly object _gate = new();
    private readonly LinkedList<BatchEntry<TInput, TOutput>> _waiting = new();
    private readonly List<Batch<TInput, TOutput>> _running = [];
    private int _runningInputs;
    private float _secondsPerInput;
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
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(lane => new Thread(RunLane) { Name = $"{capability} lane {lane}", IsBackground = true })];
        foreach (var lane in _lanes)
        {
            // Not in the context of whoever makes the batcher: its span would become the parent of every batch.
            lane.UnsafeStart();
        }
    }

    public string Device => _engine.Device;

    public int Lanes => _lanes.Length;

    public RunnerLoad Load
    {
        get
        {
            lock (_gate)
            {
                return new RunnerLoad(_waiting.Count + _runningInputs, _secondsPerInput);
            }
        }
    }

    /// <summary>Queues one input and completes when the batch that carried it has run.</summary>
    public ValueTask<RunReport<TOutput>> RunAsync(TInput input, long expires, CancellationToken cancellationToken)
    {
        if (!_engine.TrySizeOf(input, out var size))
        {
            DisposeOf(input);
            return new(new RunReport<TOutput>(RunErrors.Failed));
        }

        var entry = new BatchEntry<TInput, TOutput>(input, size, expires, _time.GetTimestamp(), Activity.Current?.Context ?? default);
        entry.Cancellation = cancellationToken.UnsafeRegister((state, token) => Abandon((BatchEntry<TInput, TOutput>)state!, token), entry);
        bool isAbandoned;
        bool isStopped;
        lock (_gate)
        {
            (isAbandoned, isStopped) = (entry.IsDone, _stopped);
            if (!isAbandoned && !isStopped && _waiting.Count < _options.MaxQueueLength)
            {
                entry.Place = _waiting.AddLast(entry);
                Monitor.Pulse(_gate);
                return new(entry.Completion.Task);
            }

            entry.IsDone = true;
        }

        entry.Cancellation.Unregister();
        DisposeOf(input);
        return isAbandoned ? new(entry.Completion.Task) : new(new RunReport<TOutput>(isStopped ? RunErrors.Stopping : Refuse()));
    }

    /// <summary>Says that the queue is full and when a place should be free.</summary>
    public WorkError Refuse()
    {
        _instruments.Refused(_capability);
        return RunErrors.Overloaded(_options.MaxQueueLength, Load.ExpectedWait);
    }

    public async ValueTask DisposeAsync()
    {
        List<BatchEntry<TInput, TOutput>> left;
        List<CancellationTokenSource> running;
        lock (_gate)
        {
            _stopped = true;
            left = [.. _waiting];
            left.ForEach(static entry => entry.Place = null);
            _waiting.Clear();
            running = _running.ConvertAll(static batch => batch.Abandoned);
            Monitor.PulseAll(_gate);
        }

        running.ForEach(static batch => batch.Cancel());

        foreach (var entry in left)
        {
            Complete(entry, new RunReport<TOutput>(RunErrors.Stopping));
            DisposeOf(entry.Input);
        }

        await Task.Run(() => Array.ForEach(_lanes, static lane => lane.Join()));
    }

    private void RunLane()
    {
        var batch = new Batch<TInput, TOutput>();
        while (TryTakeBatch(batch))
        {
            Drop(batch.Expired);
            if (batch.Entries.Count > 0)
            {
                Run(batch);
            }

            End(batch);
        }
    }

    /// <summary>Waits for inputs and takes as many as the limits allow, oldest first. False when the batcher stops.</summary>
    private bool TryTakeBatch(Batch<TInput, TOutput> batch)
    {
        lock (_gate)
        {
            while (_waiting.First is null)
            {
                if (_stopped)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            Fill(batch);
            _running.Add(batch);
            _runningInputs += batch.Entries.Count;
            return true;
        }
    }

    private void Fill(Batch<TInput, TOutput> batch)
    {
        var now = _time.GetTimestamp();
        while (_waiting.First is { Value: var entry })
        {
            var isExpired = entry.Expires <= now;
            if (!isExpired && !batch.Fits(entry, _options))
            {
                return;
            }

            _waiting.RemoveFirst();
            entry.Place = null;
            if (isExpired)
            {
                batch.Expired.Add(entry);
            }
            else
            {
                batch.Add(entry);
            }
        }
    }

    private void Drop(List<BatchEntry<TInput, TOutput>> expired)
    {
        foreach (var entry in expired)
        {
            _instruments.Expired(_capability);
            Complete(entry, new RunReport<TOutput>(RunErrors.Expired) { Queue = _time.GetElapsedTime(entry.Queued) });
            DisposeOf(entry.Input);
        }
    }

    private void End(Batch<TInput, TOutput> batch)
    {
        lock (_gate)
        {
            _running.Remove(batch);
            _runningInputs -= batch.Entries.Count;
            batch.Entries.ForEach(static entry => entry.Batch = null);
        }

        batch.Inputs.ForEach(DisposeOf);
        batch.Clear();
    }

    private void Run(Batch<TInput, TOutput> batch)
    {
        var formed = _time.GetTimestamp();
        foreach (var entry in batch.Entries)
        {
            _instruments.Queued(_capability, _time.GetElapsedTime(entry.Queued, formed));
        }

        var outcomes = _engine.TryRun(batch.Inputs, batch.Entries, batch.Abandoned.Token, out var took);
        if (outcomes is null)
        {
            RunOneByOne(batch, formed, took);
            return;
        }

        for (var i = 0; i < batch.Entries.Count; i++)
        {
            Complete(batch.Entries[i], Report(batch.Entries[i], outcomes[i], formed, took, batch.Entries.Count));
        }

        if (!batch.Abandoned.IsCancellationRequested)
        {
            Learn(took, batch.Entries.Count);
        }
    }

    /// <summary>Runs a batch that failed again. One bad input fails a whole batch in most engines: alone, only the bad one fails.</summary>
    private void RunOneByOne(Batch<TInput, TOutput> batch, long formed, TimeSpan took)
    {
        if (batch.Entries is [var only])
        {
            Complete(only, Report(only, RunErrors.Failed, formed, took, batchSize: 1));
            return;
        }

        foreach (var entry in batch.Entries)
        {
            if (TryStartAlone(batch, entry))
            {
                var outcomes = _engine.TryRun([entry.Input], [entry], batch.Abandoned.Token, out took);
                Complete(entry, Report(entry, outcomes is null ? RunErrors.Failed : outcomes[0], formed, took, batchSize: 1));
            }
            else
            {
                Complete(entry, new RunReport<TOutput>(RunErrors.Stopping));
            }
        }
    }

    /// <summary>Whether an input of a batch that failed is to run: somebody waits for it, and the batcher goes on.</summary>
    private bool TryStartAlone(Batch<TInput, TOutput> batch, BatchEntry<TInput, TOutput> entry)
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

    private RunReport<TOutput> Report(BatchEntry<TInput, TOutput> entry, EngineOutcome<TOutput> outcome, long formed, TimeSpan took, int batchSize) => new(outcome)
    {
        Queue = _time.GetElapsedTime(entry.Queued, formed),
        Batch = _time.GetElapsedTime(formed),
        Run = took,
        BatchSize = batchSize,
    };

    /// <summary>Keeps a moving average of the time an input takes, in which the last few batches count most.</summary>
    private void Learn(TimeSpan took, int inputs)
    {
        var latest = (float)(took.TotalSeconds / inputs / _lanes.Length);
        lock (_gate)
        {
            _secondsPerInput = _secondsPerInput == 0 ? latest : _secondsPerInput + (0.2f * (latest - _secondsPerInput));
        }
    }

    private void Complete(BatchEntry<TInput, TOutput> entry, RunReport<TOutput> report)
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
            if (entry.Place is { } place)
            {
                _waiting.Remove(place);
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
