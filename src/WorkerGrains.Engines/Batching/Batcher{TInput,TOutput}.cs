using System.Diagnostics;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Batching;

/// <summary>Runs one engine on whatever inputs are waiting when one of its lanes becomes free.</summary>
/// <remarks>
/// A lone input never waits for company; batches grow by themselves while the engine is busy. Each lane is a thread of its own, because
/// engines block and would starve the threads that carry messages. An input that is canceled or expires frees its place at once.
/// </remarks>
internal sealed partial class Batcher<TInput, TOutput> : IRunner<TInput, TOutput>
{
    private static readonly WorkError s_engineFailed = new(WorkErrorCode.EngineFailed, "The engine failed on this input.");
    private static readonly WorkError s_expired = new(WorkErrorCode.DeadlineExceeded, "The deadline passed while the input waited in the queue.");
    private static readonly WorkError s_stopping = new(WorkErrorCode.Unavailable, "The silo is stopping.");

    private readonly string _capability;
    private readonly IEngine<TInput, TOutput> _engine;
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
        _engine = engine;
        _options = options;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(lane => new Thread(RunLane) { Name = $"{capability} lane {lane}", IsBackground = true })];
        foreach (var lane in _lanes)
        {
            lane.Start();
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
        var entry = new BatchEntry<TInput, TOutput>(input, _engine.SizeOf(input), expires, _time.GetTimestamp(), Activity.Current?.Context ?? default);
        entry.Cancellation = cancellationToken.UnsafeRegister((state, token) => Abandon((BatchEntry<TInput, TOutput>)state!, token), entry);
        lock (_gate)
        {
            if (entry.IsDone)
            {
                return new(entry.Completion.Task);
            }

            if (!_stopped && _waiting.Count < _options.MaxQueueLength)
            {
                entry.Place = _waiting.AddLast(entry);
                Monitor.Pulse(_gate);
                return new(entry.Completion.Task);
            }

            entry.IsDone = true;
        }

        entry.Cancellation.Dispose();
        entry.DisposeInput();
        return new(new RunReport<TOutput>(_stopped ? s_stopping : Refuse()));
    }

    /// <summary>Says that the queue is full and when a place should be free.</summary>
    public WorkError Refuse()
    {
        _instruments.Refused(_capability);
        return new WorkError(WorkErrorCode.Overloaded, $"The worker's queue of {_options.MaxQueueLength} is full.")
        {
            RetryAfter = TimeSpan.FromSeconds(Math.Clamp(Load.ExpectedWait.TotalSeconds, 1, 60)),
        };
    }

    public async ValueTask DisposeAsync()
    {
        List<BatchEntry<TInput, TOutput>> left;
        List<CancellationTokenSource> running;
        lock (_gate)
        {
            _stopped = true;
            left = [.. _waiting];
            _waiting.Clear();
            running = _running.ConvertAll(static batch => batch.Abandoned);
            Monitor.PulseAll(_gate);
        }

        running.ForEach(static batch => batch.Cancel());

        foreach (var entry in left)
        {
            entry.DisposeInput();
            Complete(entry, new RunReport<TOutput>(s_stopping));
        }

        await Task.Run(() => Array.ForEach(_lanes, static lane => lane.Join()));
    }

    private void RunLane()
    {
        var batch = new Batch<TInput, TOutput>();
        while (TryTakeBatch(batch))
        {
            Run(batch);
            lock (_gate)
            {
                _running.Remove(batch);
                _runningInputs -= batch.Entries.Count;
                batch.Clear();
            }
        }
    }

    /// <summary>Waits for inputs and takes as many as the limits allow, oldest first. False when the batcher stops.</summary>
    private bool TryTakeBatch(Batch<TInput, TOutput> batch)
    {
        lock (_gate)
        {
            while (true)
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
                if (batch.Entries.Count > 0)
                {
                    _running.Add(batch);
                    _runningInputs += batch.Entries.Count;
                    return true;
                }
            }
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
                _instruments.Expired(_capability);
                entry.DisposeInput();
                Complete(entry, new RunReport<TOutput>(s_expired) { Queue = _time.GetElapsedTime(entry.Queued, now) });
            }
            else
            {
                batch.Add(entry);
            }
        }
    }

    private void Run(Batch<TInput, TOutput> batch)
    {
        var formed = _time.GetTimestamp();
        foreach (var entry in batch.Entries)
        {
            _instruments.Queued(_capability, _time.GetElapsedTime(entry.Queued, formed));
        }

        if (!TryRun(batch.Inputs, batch, out var outcomes, out var took))
        {
            // One bad input fails a whole batch in most engines: alone, only the bad one fails.
            for (var i = 0; i < batch.Entries.Count; i++)
            {
                var entry = batch.Entries[i];
                if (!entry.IsDone)
                {
                    var isRunnable = batch.Entries.Count > 1 && TryRun([entry.Input], batch, out outcomes, out took);
                    Complete(entry, Report(entry, isRunnable ? outcomes[0] : s_engineFailed, formed, took, batchSize: 1));
                }
            }

            return;
        }

        for (var i = 0; i < batch.Entries.Count; i++)
        {
            Complete(batch.Entries[i], Report(batch.Entries[i], outcomes[i], formed, took, batch.Entries.Count));
        }

        Learn(took, batch.Entries.Count);
    }

    private RunReport<TOutput> Report(BatchEntry<TInput, TOutput> entry, EngineOutcome<TOutput> outcome, long formed, TimeSpan took, int batchSize) => new(outcome)
    {
        Queue = _time.GetElapsedTime(entry.Queued, formed),
        Batch = _time.GetElapsedTime(formed),
        Run = took,
        BatchSize = batchSize,
    };

    private bool TryRun(List<TInput> inputs, Batch<TInput, TOutput> batch, out IReadOnlyList<EngineOutcome<TOutput>> outcomes, out TimeSpan took)
    {
        var run = _instruments.StartBatch(_capability, inputs.Count, batch.Entries[0].Trace, batch.LinksToOthers());
        var started = _time.GetTimestamp();
        try
        {
            outcomes = _engine.RunAsync(inputs, batch.Abandoned.Token).ConfigureAwait(false).GetAwaiter().GetResult();
            if (outcomes.Count != inputs.Count)
            {
                throw new InvalidOperationException($"The engine gave {outcomes.Count} outcomes for {inputs.Count} inputs.");
            }

            run.Completed();
            return true;
        }
        catch (OperationCanceledException) when (batch.Abandoned.IsCancellationRequested)
        {
            run.Canceled();
            outcomes = [.. inputs.Select(static _ => (EngineOutcome<TOutput>)s_stopping)];
            return true;
        }
        catch (Exception exception)
        {
            run.Failed();
            LogBatchFailed(_capability, inputs.Count, exception.GetType().Name);
            outcomes = [];
            return false;
        }
        finally
        {
            took = _time.GetElapsedTime(started);
        }
    }

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
            else if (entry.Batch is { } batch && --batch.Awaited == 0)
            {
                nobodyWaits = batch.Abandoned;
            }
        }

        _instruments.Abandoned(_capability);
        if (waited)
        {
            entry.DisposeInput();
        }

        entry.Completion.TrySetCanceled(cancellationToken);
        nobodyWaits?.Cancel();
    }

    [LoggerMessage(LogLevel.Error, "The engine of {Capability} failed on a batch of {BatchSize}: {Failure}.")]
    private partial void LogBatchFailed(string capability, int batchSize, string failure);
}
