namespace WorkerGrains.Tests.Cluster;

/// <summary>Counts the times that clients asked whether their calls are still under way.</summary>
internal sealed class ProbeWatch
{
    private const int Several = 3;

    private readonly TaskCompletionSource _several = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answered;

    /// <summary>Done when several such questions have been answered.</summary>
    public Task Answered => _several.Task;

    public void Count()
    {
        if (Interlocked.Increment(ref _answered) == Several)
        {
            _several.TrySetResult();
        }
    }
}
