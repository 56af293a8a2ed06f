using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Engines.Batching;

/// <summary>A batch that an engine has been given and holds until the test says what comes of it.</summary>
internal sealed class HeldBatch(IReadOnlyList<Item> inputs, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<IReadOnlyList<EngineOutcome<string>>> _outcomes = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<int> Ids { get; } = [.. inputs.Select(static input => input.Id)];

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public Thread Lane { get; } = Thread.CurrentThread;

    public Task<IReadOnlyList<EngineOutcome<string>>> Outcomes => _outcomes.Task;

    public static EngineOutcome<string> Outcome(int id) => $"outcome {id}";

    public void Complete() => Complete([.. Ids.Select(Outcome)]);

    public void Complete(IReadOnlyList<EngineOutcome<string>> outcomes) => _outcomes.SetResult(outcomes);

    /// <summary>Completes it unless that has been done.</summary>
    public void Release() => _outcomes.TrySetResult([.. Ids.Select(Outcome)]);

    public void Fail(Exception exception) => _outcomes.SetException(exception);

    /// <summary>Waits for the batcher to cancel the run, then stops as an engine does.</summary>
    public async Task StopWhenCanceledAsync()
    {
        var canceled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = CancellationToken.Register(canceled.SetResult);
        await canceled.Task.WaitAsync(TestContext.Current.CancellationToken);
        _outcomes.SetCanceled(CancellationToken);
    }
}
