namespace WorkerGrains.Engines.Running;

/// <summary>Runs each input on the thread that brought it.</summary>
internal sealed class InlineRunner<TInput, TOutput>(IInlineEngine<TInput, TOutput> engine, TimeProvider time) : IRunner<TInput, TOutput>
{
    public string Device => "cpu";

    public int Lanes => Environment.ProcessorCount;

    public RunnerLoad Load => default;

    public ValueTask<RunReport<TOutput>> RunAsync(TInput input, RunTerms terms, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = time.GetTimestamp();
        var outcome = engine.Run(input);
        var took = time.GetElapsedTime(started);
        return new(new RunReport<TOutput>(outcome) { Batch = took, Run = took, BatchSize = 1 });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
