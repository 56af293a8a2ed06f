using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Tests.Engines.Running;

/// <summary>A runner that does what the test says and remembers what it was asked.</summary>
internal sealed class ScriptedRunner(Func<Greet, RunReport<Greeting>> run) : IRunner<Greet, Greeting>
{
    public List<Greet> Inputs { get; } = [];

    public List<long> Expires { get; } = [];

    public List<WorkPriority> Priorities { get; } = [];

    public bool IsDisposed { get; private set; }

    public string Device { get; init; } = "test:1";

    public int Lanes => 3;

    public RunnerLoad Load => new(5, 0.5f);

    public ValueTask<RunReport<Greeting>> RunAsync(Greet input, long expires, WorkPriority priority, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Inputs.Add(input);
        Expires.Add(expires);
        Priorities.Add(priority);
        return new(run(input));
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
