using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Engines.Running;
using WorkerGrains.Engines.Streaming;

namespace WorkerGrains.Engines.Composing;

/// <summary>Runs inputs of a composing engine and gives each the caller that is bound to its request.</summary>
/// <remarks>
/// Inputs of each call depth have lanes and a queue of their own. A run waits only for runs that are deeper, so those that wait for each
/// other are never a circle, whatever capabilities call each other and however few lanes there are. The controller bounds the depth.
/// </remarks>
/// <param name="createLanes">Makes the lanes of one depth.</param>
/// <param name="controller">Sees the calls through. A function, because the controller itself needs the handlers that runners are part of.</param>
/// <param name="deadline">How long a request may take that does not say.</param>
/// <param name="lanes">How many inputs of one depth run at once.</param>
/// <param name="time">The clock.</param>
internal sealed class ComposingRunner<TInput, TItem, TOutput>(
    Func<StreamRunner<ComposedInput<TInput>, TItem, TOutput>> createLanes, Func<IController> controller, TimeSpan deadline, int lanes, TimeProvider time) : IStreamRunner<TInput, TOutput>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, StreamRunner<ComposedInput<TInput>, TItem, TOutput>> _depths = [];
    private bool _stopped;

    public string Device => "cpu";

    public int Lanes => lanes;

    /// <summary>Only counts: what a run costs is what it waits for, and one that waits at one depth says nothing of the wait at another.</summary>
    public RunnerLoad Load
    {
        get
        {
            lock (_gate)
            {
                return new RunnerLoad(_depths.Values.Sum(static depth => depth.Load.Waiting), SecondsPerInput: 0);
            }
        }
    }

    public ValueTask<RunReport<TOutput>> RunAsync(TInput input, RunTerms terms, CancellationToken cancellationToken) =>
        LanesOf(terms)?.RunAsync(Bind(input, terms, cancellationToken), terms, cancellationToken) ?? new(new RunReport<TOutput>(RunErrors.Stopping));

    public StreamedRun<TOutput> Start(TInput input, RunTerms terms, CancellationToken cancellationToken) =>
        LanesOf(terms)?.Start(Bind(input, terms, cancellationToken), terms, cancellationToken) ?? Stopped();

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopped = true;
        }

        foreach (var depth in _depths.Values)
        {
            await depth.DisposeAsync();
        }
    }

    private static StreamedRun<TOutput> Stopped() => StreamedRun<TOutput>.Start(maxItemsAhead: 1, static _ => Task.FromResult(new RunReport<TOutput>(RunErrors.Stopping)));

    /// <summary>The lanes of a depth; <see langword="null"/> once the runner is stopping, so that nothing begins to run that nobody would wait for.</summary>
    private StreamRunner<ComposedInput<TInput>, TItem, TOutput>? LanesOf(RunTerms terms)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return null;
            }

            if (!_depths.TryGetValue(terms.CallDepth, out var runner))
            {
                _depths[terms.CallDepth] = runner = createLanes();
            }

            return runner;
        }
    }

    private ComposedInput<TInput> Bind(TInput input, RunTerms terms, CancellationToken cancellationToken)
    {
        var expires = terms.Expires == long.MaxValue ? Deadlines.Expires(time, deadline) : terms.Expires;
        return new ComposedInput<TInput>(input, new WorkCaller(controller(), terms with { Expires = expires }, time, cancellationToken));
    }
}
