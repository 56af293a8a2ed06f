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

    public ValueTask<RunReport<Greeting>> RunAsync(Greet input, RunTerms terms, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Inputs.Add(input);
        Expires.Add(terms.Expires);
        Priorities.Add(terms.Priority);
        return new(run(input));
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
