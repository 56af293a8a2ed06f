using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>One run of a pipeline: each step begins as soon as those are done that it needs.</summary>
internal sealed class PipelineExecution : IDisposable
{
    private readonly PipelinePlan _plan;
    private readonly IReadOnlyDictionary<string, CapabilityDescriptor> _contracts;
    private readonly PipelineScope _scope;
    private readonly StepCaller _caller;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationToken _canceled;
    private readonly CancellationTokenSource _stop;
    private readonly long _started;
    private WorkError? _failure;

    public PipelineExecution(
        PipelinePlan plan,
        IReadOnlyDictionary<string, CapabilityDescriptor> contracts,
        JsonElement input,
        IWorkCaller caller,
        PipelineOptions options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        _plan = plan;
        _contracts = contracts;
        _scope = new PipelineScope(input, new ConcurrentDictionary<string, JsonElement>(StringComparer.Ordinal));
        _caller = new StepCaller(caller, options, time);
        _options = options;
        _time = time;
        _canceled = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _started = time.GetTimestamp();
    }

    /// <summary>Runs the pipeline to its end.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<EngineOutcome<PipelineRun>> RunAsync()
    {
        var runs = new Dictionary<string, Task<PipelineStepRun>>(StringComparer.Ordinal);
        foreach (var step in _plan.Ordered)
        {
            runs.Add(step.Id, RunAsync(step, [.. step.Needs.Select(need => runs[need])]));
        }

        // Whatever happened, nothing of the pipeline goes on once it has an answer.
        var all = Task.WhenAll(runs.Values);
        await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _canceled.ThrowIfCancellationRequested();
        if (_failure is { } failure)
        {
            return failure;
        }

        await all;
        return await WriteAsync([.. _plan.Steps.Select(step => runs[step.Id])]);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _caller.Dispose();
    }

    private async Task<PipelineStepRun> RunAsync(PlannedStep step, Task<PipelineStepRun>[] needs)
    {
        var before = await Task.WhenAll(needs);
        _stop.Token.ThrowIfCancellationRequested();
        var begun = _time.GetElapsedTime(_started);
        var calls = new StepCalls(step.Definition);
        if (Array.Exists(before, static need => need.Outcome is PipelineStepOutcome.Failed or PipelineStepOutcome.Skipped))
        {
            return calls.ToRun(PipelineStepOutcome.Skipped, begun, TimeSpan.Zero);
        }

        var outcome = await RunAsync(step, calls);
        return calls.ToRun(outcome, begun, _time.GetElapsedTime(_started) - begun);
    }

    private async Task<PipelineStepOutcome> RunAsync(PlannedStep step, StepCalls calls)
    {
        var deadline = step.Definition.TimeoutMs is { } milliseconds ? StepDeadline.In(TimeSpan.FromMilliseconds(milliseconds), _time) : StepDeadline.None;
        if (step.ForEach is not { } list)
        {
            var output = await CallAsync(step, _scope, deadline, calls);
            return output.Error is { } error ? Settle(step, error) : Complete(step, output.Output);
        }

        if (!_scope.TryFind(list, out var entries))
        {
            return Settle(step, calls.Note(PipelineErrors.MissingValue(list)));
        }

        if (entries.ValueKind != JsonValueKind.Array)
        {
            return Settle(step, calls.Note(PipelineErrors.NotAList(list)));
        }

        return entries.GetArrayLength() > _options.MaxEntries
            ? Settle(step, calls.Note(PipelineErrors.TooManyEntries(entries.GetArrayLength(), _options.MaxEntries)))
            : Complete(step, await RunForEachAsync(step, [.. entries.EnumerateArray()], deadline, calls));
    }

    private async Task<JsonElement> RunForEachAsync(PlannedStep step, JsonElement[] entries, StepDeadline deadline, StepCalls calls)
    {
        var outputs = new JsonElement?[entries.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, entries.Length),
            new ParallelOptions { MaxDegreeOfParallelism = step.Definition.Parallelism, CancellationToken = _stop.Token },
            async (index, _) =>
            {
                var output = await CallAsync(step, _scope with { Item = entries[index], Index = index }, deadline, calls, index);
                outputs[index] = output.Error is null ? output.Output : Stand(step, output.Error);
            });
        return JsonSerializer.SerializeToElement(outputs.OfType<JsonElement>());
    }

    private ValueTask<StepOutput> CallAsync(PlannedStep step, PipelineScope scope, StepDeadline deadline, StepCalls calls, int index = 0) =>
        _caller.CallAsync(step, _contracts[step.Id], scope, deadline, calls, index, _stop.Token);

    private PipelineStepOutcome Complete(PlannedStep step, JsonElement output)
    {
        _scope.Outputs[step.Id] = output;
        return PipelineStepOutcome.Completed;
    }

    /// <summary>What a failure means for the step as a whole.</summary>
    private PipelineStepOutcome Settle(PlannedStep step, WorkError error)
    {
        if (Stand(step, error) is not { } output)
        {
            return PipelineStepOutcome.Failed;
        }

        Complete(step, output);
        return PipelineStepOutcome.Defaulted;
    }

    /// <summary>What stands for the output of a failed call; <see langword="null"/> for nothing.</summary>
    private JsonElement? Stand(PlannedStep step, WorkError error)
    {
        switch (step.Definition.OnFailure)
        {
            case PipelineFailurePolicy.Continue:
                return step.Definition.Default ?? JsonSerializer.SerializeToElement<object?>(null);
            case PipelineFailurePolicy.Skip:
                return null;
            default:
                Interlocked.CompareExchange(ref _failure, PipelineErrors.Of(step.Definition, error), null);
                _stop.Cancel();
                return null;
        }
    }

    private async Task<EngineOutcome<PipelineRun>> WriteAsync(Task<PipelineStepRun>[] runs)
    {
        var template = _plan.Output;
        if (template is null && !JsonTemplate.TryParse(AllEnds(), out template, out _))
        {
            throw new InvalidOperationException("References to the steps themselves are good ones.");
        }

        return template.TryFill(_scope, PipelineCapabilities.Run.MaxOutputBytes, out var output, out var error)
            ? new PipelineRun { Output = JsonElement.Parse(output.Span), Steps = await Task.WhenAll(runs) }
            : error with { Message = $"The output: {error.Message}" };
    }

    private JsonElement AllEnds() => JsonSerializer.SerializeToElement(new JsonObject(
        _plan.Ends.Where(step => _scope.Outputs.ContainsKey(step.Id)).Select(static step => KeyValuePair.Create(step.Id, (JsonNode?)new JsonObject { ["$ref"] = $"/steps/{step.Id}" }))));
}
