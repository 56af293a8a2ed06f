using System.Globalization;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Engines.Running;

/// <summary>Splits each input into rows, queues them by themselves and joins what came of them.</summary>
/// <remarks>
/// Of one input only so many rows wait at once as make two batches for each lane: enough to keep the engine busy, and few enough that the rows of
/// others come between. They are queued shortest first, so that those that wait together are alike in size;
/// where someone reads what comes of them, in their order.
/// </remarks>
internal sealed class RowRunner<TInput, TRow, TRowOutput, TOutput>(
    IRowEngine<TInput, TRow, TRowOutput, TOutput> engine, Batcher<TRow, TRowOutput> batcher, BatchingOptions options) : IRunner<TInput, TOutput>
{
    private readonly PreparingPlaces _places = new();
    private readonly int _window = Math.Min(2 * options.MaxBatchSize * options.Lanes, options.MaxQueueLength);

    // What may come to wait in the batcher, and all rows that are still to run.
    private int _admitted;
    private int _left;

    public string Device => batcher.Device;

    public int Lanes => batcher.Lanes;

    public RunnerLoad Load => batcher.Load.WithWaiting(Volatile.Read(ref _left));

    public ValueTask<RunReport<TOutput>> RunAsync(TInput input, RunTerms terms, CancellationToken cancellationToken) =>
        RunAsync(input, items: null, terms, cancellationToken);

    /// <summary>Runs one input and gives what came of its rows, in their order, as soon as it is there.</summary>
    /// <inheritdoc cref="IRunner{TInput,TOutput}.RunAsync" path="/param"/>
    public async ValueTask<RunReport<TOutput>> RunAsync(TInput input, IItemSink<TRowOutput>? items, RunTerms terms, CancellationToken cancellationToken)
    {
        var admitted = 1;
        if (!TryAdmit(admitted))
        {
            return new RunReport<TOutput>(batcher.Refuse());
        }

        try
        {
            var rows = await _places.PrepareAsync(() => engine.Split(input, cancellationToken), RunErrors.Stopping, cancellationToken);
            if (!rows.IsSuccess)
            {
                return new RunReport<TOutput>(rows.Error!);
            }

            var more = Math.Min(rows.Value.Length, _window) - admitted;
            if (!TryAdmit(more))
            {
                Array.ForEach(rows.Value, static row => (row as IDisposable)?.Dispose());
                return new RunReport<TOutput>(batcher.Refuse());
            }

            admitted += more;
            return await RunAsync(input, rows.Value, items, terms, cancellationToken);
        }
        finally
        {
            Interlocked.Add(ref _admitted, -admitted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _places.Stop();
        await batcher.DisposeAsync();
        await _places.DisposeAsync();
    }

    private async ValueTask<RunReport<TOutput>> RunAsync(
        TInput input, TRow[] rows, IItemSink<TRowOutput>? items, RunTerms terms, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _left, rows.Length);
        var reports = new RunReport<TRowOutput>[rows.Length];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var window = new SemaphoreSlim(_window);
        var running = new List<Task>(rows.Length);
        var ended = items is null ? [] : Array.ConvertAll(rows, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var giving = GiveAsync();

        // A reader wants the first rows first.
        foreach (var row in items is null ? Enumerable.Range(0, rows.Length).OrderBy(row => engine.SizeOf(rows[row])) : Enumerable.Range(0, rows.Length))
        {
            // Not canceled: every row ends, at once when the others are dropped.
            await window.WaitAsync(CancellationToken.None);
            running.Add(RunRowAsync(row));
        }

        await Task.WhenAll(running);
        await giving;
        cancellationToken.ThrowIfCancellationRequested();
        return Join(input, reports);

        async Task RunRowAsync(int row)
        {
            try
            {
                reports[row] = await batcher.RunAsync(rows[row], terms, stop.Token);
                if (!reports[row].Outcome.IsSuccess)
                {
                    await stop.CancelAsync();
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The caller is gone, or another row failed and has the answer.
            }
            finally
            {
                Interlocked.Decrement(ref _left);
                window.Release();
                if (items is not null)
                {
                    ended[row].SetResult();
                }
            }
        }

        async Task GiveAsync()
        {
            for (var row = 0; row < ended.Length; row++)
            {
                await ended[row].Task;
                if (reports[row].Outcome is not { IsSuccess: true, Value: not null and var output })
                {
                    return;
                }

                await items!.WriteAsync(output, cancellationToken);
            }
        }
    }

    /// <summary>The output with the timings of the row that took longest, or the error of the first row that has one.</summary>
    private RunReport<TOutput> Join(TInput input, RunReport<TRowOutput>[] reports)
    {
        var slowest = reports.MaxBy(static report => report.Queue + report.Batch);
        var failed = Array.FindIndex(reports, static report => report.Outcome.Error is not null);
        return slowest.With(failed < 0 ? engine.Join(input, Array.ConvertAll(reports, static report => report.Outcome.Value!)) : ErrorOf(reports, failed));
    }

    private static WorkError ErrorOf(RunReport<TRowOutput>[] reports, int row)
    {
        var error = reports[row].Outcome.Error!;
        return reports.Length == 1 || error.Code is not (WorkErrorCode.InvalidInput or WorkErrorCode.EngineFailed)
            ? error
            : error with { Message = string.Create(CultureInfo.InvariantCulture, $"Entry {row}: {error.Message}") };
    }

    private bool TryAdmit(int rows)
    {
        if (Interlocked.Add(ref _admitted, rows) <= options.MaxQueueLength)
        {
            return true;
        }

        Interlocked.Add(ref _admitted, -rows);
        return false;
    }
}
