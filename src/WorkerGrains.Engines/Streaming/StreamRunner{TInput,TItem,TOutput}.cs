using System.Diagnostics;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Streaming;

/// <summary>Runs inputs of a streaming engine: as many at once as there are lanes, the next in a queue.</summary>
/// <remarks>
/// Every run ends with its caller: canceled when the caller goes, and when the silo stops. A run holds its lane while it waits for its
/// reader, so the requests' deadlines bound how long a reader that stopped reading can keep others waiting.
/// </remarks>
internal sealed partial class StreamRunner<TInput, TItem, TOutput> : IStreamRunner<TInput, TOutput>
{
    private readonly string _capability;
    private readonly IStreamingEngine<TInput, TItem, TOutput> _engine;
    private readonly BatchingOptions _options;
    private readonly EngineInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LaneQueue _lanes;
    private readonly long _headStart;
    private readonly CancellationTokenSource _stopping = new();
    private int _underWay;
    private float _secondsPerRun;

    public StreamRunner(
        string capability, IStreamingEngine<TInput, TItem, TOutput> engine, BatchingOptions options, EngineInstruments instruments, TimeProvider time, ILogger logger)
    {
        _capability = capability;
        _engine = engine;
        _options = options;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _lanes = new LaneQueue(options.Lanes);
        _headStart = (long)(options.PriorityHeadStart.TotalSeconds * time.TimestampFrequency);
    }

    public string Device => _engine.Device;

    public int Lanes => _options.Lanes;

    public RunnerLoad Load
    {
        get
        {
            var underWay = Volatile.Read(ref _underWay);

            // While a lane is free an input waits for nothing, whatever runs: then no cost is told, and replicas are compared by their counts.
            var ahead = underWay - Lanes + 1;
            var secondsPerInput = Volatile.Read(ref _secondsPerRun) / Lanes;
            return ahead <= 0 ? new RunnerLoad(underWay, 0) : new RunnerLoad(underWay, secondsPerInput) { WaitSeconds = secondsPerInput > 0 ? ahead * secondsPerInput : null };
        }
    }

    public ValueTask<RunReport<TOutput>> RunAsync(TInput input, RunTerms terms, CancellationToken cancellationToken) =>
        new(AdmitAsync(input, static measure => new DiscardingSink<TItem>(measure), terms, cancellationToken));

    public StreamedRun<TOutput> Start(TInput input, RunTerms terms, CancellationToken cancellationToken) => StreamedRun<TOutput>.Start(
        _options.MaxItemsAhead, items => AdmitAsync(input, measure => new EncodingSink<TItem>(items, measure), terms, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();

        // Who holds every lane knows that nothing runs any more: the engine may go.
        for (var lane = 0; lane < Lanes; lane++)
        {
            await _lanes.WaitAsync(long.MinValue, CancellationToken.None);
        }

        for (var lane = 0; lane < Lanes; lane++)
        {
            _lanes.Release();
        }
    }

    private async Task<RunReport<TOutput>> AdmitAsync(
        TInput input, Func<StreamMeasure, IItemSink<TItem>> createSink, RunTerms terms, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _underWay) > Lanes + _options.MaxQueueLength)
        {
            Interlocked.Decrement(ref _underWay);
            _instruments.Refused(_capability);
            return new RunReport<TOutput>(RunErrors.Overloaded(_options.MaxQueueLength, Load.ExpectedWait));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            var queued = _time.GetTimestamp();
            await WaitForLaneAsync(queued - (Math.Sign((int)terms.Priority) * _headStart), cancellationToken, stop.Token);
            try
            {
                return await RunInLaneAsync(input, createSink(new StreamMeasure(_instruments, _capability, queued)), queued, terms.Expires, stop.Token);
            }
            finally
            {
                _lanes.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && _stopping.IsCancellationRequested)
        {
            return new RunReport<TOutput>(RunErrors.Stopping);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task WaitForLaneAsync(long turn, CancellationToken caller, CancellationToken stop)
    {
        try
        {
            await _lanes.WaitAsync(turn, stop);
        }
        catch (OperationCanceledException) when (caller.IsCancellationRequested)
        {
            _instruments.Abandoned(_capability);
            throw;
        }
    }

    private async Task<RunReport<TOutput>> RunInLaneAsync(TInput input, IItemSink<TItem> items, long queued, long expires, CancellationToken stop)
    {
        var started = _time.GetTimestamp();
        var waited = _time.GetElapsedTime(queued, started);
        if (expires <= started)
        {
            _instruments.Expired(_capability);
            return new RunReport<TOutput>(RunErrors.Expired) { Queue = waited };
        }

        _instruments.Queued(_capability, waited);
        var outcome = await RunMeasuredAsync(input, items, stop);
        var took = _time.GetElapsedTime(started);
        Learn(took);
        return new RunReport<TOutput>(outcome) { Queue = waited, Batch = took, Run = took, BatchSize = 1 };
    }

    /// <summary>Lets nothing of the engine escape but outcomes: what it throws is measured, logged by its kind and told as a failure.</summary>
    private async Task<EngineOutcome<TOutput>> RunMeasuredAsync(TInput input, IItemSink<TItem> items, CancellationToken stop)
    {
        var run = _instruments.StartBatch(_capability, 1, Activity.Current?.Context ?? default, others: null);
        try
        {
            var outcome = await Task.Run(() => _engine.RunAsync(input, items, stop), stop);
            run.Completed();
            return outcome;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            run.Canceled();
            throw;
        }
        catch (BodyTooLargeException)
        {
            run.Failed();
            return RunErrors.BodyTooLarge;
        }
        catch (PayloadLostException)
        {
            run.Failed();
            return RunErrors.BodyLost;
        }
        catch (Exception exception)
        {
            run.Failed();
            LogFailed(_capability, exception.GetType().Name);
            return RunResult.EngineFailed;
        }
    }

    /// <summary>Keeps a moving average of the time a run takes, in which the last few count most. Racing runs lose a measurement, which is none the worse.</summary>
    private void Learn(TimeSpan took)
    {
        var average = Volatile.Read(ref _secondsPerRun);
        Volatile.Write(ref _secondsPerRun, average == 0 ? (float)took.TotalSeconds : average + (0.2f * ((float)took.TotalSeconds - average)));
    }

    [LoggerMessage(LogLevel.Error, "The engine of {Capability} failed: {Failure}.")]
    private partial void LogFailed(string capability, string failure);
}
