using System.Diagnostics;
using Microsoft.Extensions.Logging;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Batching;

/// <summary>Calls an engine and lets nothing of it escape but outcomes: what it throws is measured, logged by its kind and told as a failure.</summary>
internal sealed partial class MeasuredEngine<TInput, TOutput>(
    string capability, IEngine<TInput, TOutput> engine, EngineInstruments instruments, TimeProvider time, ILogger logger)
{
    public string Device => engine.Device;

    public int MaxBatchSize => Math.Max(1, engine.MaxBatchSize);

    /// <summary>How much of a batch an input takes. False when the engine fails to say.</summary>
    public bool TrySizeOf(TInput input, out int size)
    {
        try
        {
            size = Math.Max(1, engine.SizeOf(input));
            return true;
        }
        catch (Exception exception)
        {
            LogFailed(capability, 1, exception.GetType().Name);
            size = 0;
            return false;
        }
    }

    /// <summary>Measures how long inputs waited for their batch.</summary>
    public void Queued(List<BatchEntry<TInput, TOutput>> entries, long formed)
    {
        foreach (var entry in entries)
        {
            instruments.Queued(capability, time.GetElapsedTime(entry.Queued, formed));
        }
    }

    /// <summary>One outcome for each input, or <see langword="null"/> when the engine failed on all of them together.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="entries">Whose they are, in the same order.</param>
    /// <param name="abandoned">Canceled when nobody waits any more.</param>
    /// <param name="took">How long the engine took.</param>
    public IReadOnlyList<EngineOutcome<TOutput>>? TryRun(
        List<TInput> inputs, List<BatchEntry<TInput, TOutput>> entries, CancellationToken abandoned, out TimeSpan took)
    {
        var run = instruments.StartBatch(capability, inputs.Count, entries[0].Trace, LinksToOthers(entries));
        var started = time.GetTimestamp();
        try
        {
            var outcomes = engine.RunAsync(inputs, abandoned).ConfigureAwait(false).GetAwaiter().GetResult();
            if (outcomes.Count != entries.Count)
            {
                throw new InvalidOperationException($"The engine gave {outcomes.Count} outcomes for {entries.Count} inputs.");
            }

            run.Completed();
            return outcomes;
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            run.Canceled();
            return entries.ConvertAll(static _ => (EngineOutcome<TOutput>)RunErrors.Stopping);
        }
        catch (Exception exception)
        {
            run.Failed();
            LogFailed(capability, entries.Count, exception.GetType().Name);
            return null;
        }
        finally
        {
            took = time.GetElapsedTime(started);
        }
    }

    /// <summary>The spans of all but the first request, or <see langword="null"/> when nobody listens.</summary>
    private static IEnumerable<ActivityLink>? LinksToOthers(List<BatchEntry<TInput, TOutput>> entries) => entries.Count > 1 && entries[0].Trace != default
        ? entries.Skip(1).Where(static entry => entry.Trace != default).Select(static entry => new ActivityLink(entry.Trace))
        : null;

    [LoggerMessage(LogLevel.Error, "The engine of {Capability} failed on a batch of {BatchSize}: {Failure}.")]
    private partial void LogFailed(string capability, int batchSize, string failure);
}
