using System.Runtime.CompilerServices;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Gateway;

/// <summary>Answers every request as the test says, and remembers the last one.</summary>
internal sealed class ScriptedController : IController
{
    public Func<WorkRequest, CancellationToken, ValueTask<WorkResult>> Answer { get; set; } =
        static (_, _) => new(WorkResult.Success("{}"u8.ToArray()));

    /// <summary>The events of a stream; unless the test says otherwise the answer alone.</summary>
    public Func<WorkRequest, CancellationToken, IAsyncEnumerable<WorkEvent>> Stream
    {
        get => field ?? AnswerAtOnceAsync;
        set;
    }

    public WorkRequest? LastRequest { get; private set; }

    public void AnswerWith(WorkResult result) => Answer = (_, _) => new(result);

    public ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        LastRequest = request;
        return Answer(request, cancellationToken);
    }

    public IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        LastRequest = request;
        return Stream(request, cancellationToken);
    }

    private async IAsyncEnumerable<WorkEvent> AnswerAtOnceAsync(WorkRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return WorkEvent.Last(1, await Answer(request, cancellationToken));
    }
}
