using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Sees the clients of a cluster ask whether their calls are still under way.</summary>
internal sealed class ProbeWatch : IIncomingGrainCallFilter
{
    private const int Several = 3;

    private readonly TaskCompletionSource _several = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answered;

    /// <summary>Done when several such questions have been answered.</summary>
    public Task Answered => _several.Task;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.MethodName == nameof(IControllerGrain.GetStateAsync) && Interlocked.Increment(ref _answered) == Several)
        {
            _several.TrySetResult();
        }
    }
}
