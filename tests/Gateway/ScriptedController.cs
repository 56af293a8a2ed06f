using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Gateway;

/// <summary>Answers every request as the test says, and remembers the last one.</summary>
internal sealed class ScriptedController : IController
{
    public Func<WorkRequest, CancellationToken, ValueTask<WorkResult>> Answer { get; set; } =
        static (_, _) => new(WorkResult.Success("{}"u8.ToArray()));

    public WorkRequest? LastRequest { get; private set; }

    public void AnswerWith(WorkResult result) => Answer = (_, _) => new(result);

    public ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        LastRequest = request;
        return Answer(request, cancellationToken);
    }
}
