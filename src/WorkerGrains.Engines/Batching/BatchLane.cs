using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Batching;

/// <summary>A thread that runs one batch after the other. It does not look at the queue itself: the batcher gives it batches and takes what came of them.</summary>
internal sealed class BatchLane<TInput, TOutput>(string name, Batcher<TInput, TOutput> batcher, MeasuredEngine<TInput, TOutput> engine, TimeProvider time)
{
    private Thread? _thread;

    /// <summary>Starts it; it ends when the batcher stops.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { Name = name, IsBackground = true };

        // Not in the context of whoever makes the batcher: its span would become the parent of every batch.
        _thread.UnsafeStart();
    }

    public void Join() => _thread?.Join();

    private void Run()
    {
        var batch = new Batch<TInput, TOutput>();
        while (batcher.TryTakeBatch(batch))
        {
            if (batch.Entries.Count > 0)
            {
                Run(batch);
            }

            batcher.End(batch);
        }
    }

    private void Run(Batch<TInput, TOutput> batch)
    {
        var formed = time.GetTimestamp();
        engine.Queued(batch.Entries, formed);
        var outcomes = engine.TryRun(batch.Inputs, batch.Entries, batch.Abandoned.Token, out var took);
        if (outcomes is null)
        {
            RunOneByOne(batch, formed, took);
            return;
        }

        batcher.Learn(batch, took);
        for (var i = 0; i < batch.Entries.Count; i++)
        {
            batcher.Complete(batch.Entries[i], Report(batch.Entries[i], outcomes[i], formed, took, batch.Entries.Count));
        }
    }

    /// <summary>Runs a batch that failed again. One bad input fails a whole batch in most engines: alone, only the bad one fails.</summary>
    private void RunOneByOne(Batch<TInput, TOutput> batch, long formed, TimeSpan took)
    {
        if (batch.Entries is [var only])
        {
            batcher.Complete(only, Report(only, RunResult.EngineFailed, formed, took, batchSize: 1));
            return;
        }

        foreach (var entry in batch.Entries)
        {
            if (batcher.TryStartAlone(batch, entry))
            {
                var outcomes = engine.TryRun([entry.Input], [entry], batch.Abandoned.Token, out took);
                batcher.Complete(entry, Report(entry, outcomes is null ? RunResult.EngineFailed : outcomes[0], formed, took, batchSize: 1));
            }
            else
            {
                batcher.Complete(entry, new RunReport<TOutput>(RunErrors.Stopping));
            }
        }
    }

    private RunReport<TOutput> Report(BatchEntry<TInput, TOutput> entry, EngineOutcome<TOutput> outcome, long formed, TimeSpan took, int batchSize) => new(outcome)
    {
        Queue = time.GetElapsedTime(entry.Queued, formed),
        Batch = time.GetElapsedTime(formed),
        Run = took,
        BatchSize = batchSize,
    };
}
