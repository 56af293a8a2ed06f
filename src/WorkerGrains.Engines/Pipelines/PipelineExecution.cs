using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>Runs the steps of a pipeline once, each as soon as those are done that it needs: for the pipeline, or for one item of its stream.</summary>
/// <param name="context">The run that it is part of.</param>
/// <param name="scope">What references lead into, and where the outputs go.</param>
/// <param name="held">Counts what is held of these outputs.</param>
/// <param name="item">Which item of a stream; 0 where there is none.</param>
internal sealed class PipelineExecution(PipelineContext context, PipelineScope scope, HeldBytes held, int item = 0)
{
    /// <summary>Runs the steps to their end.</summary>
    /// <exception cref="OperationCanceledException">The pipeline was stopped: by a failure, or by its caller.</exception>
    public async Task RunAsync()
    {
        var runs = new Dictionary<string, Task<PipelineStepOutcome>>(StringComparer.Ordinal);
        foreach (var step in context.Plan.Ordered)
        {
            runs.Add(step.Id, RunAsync(step, [.. step.Needs.Where(runs.ContainsKey).Select(need => runs[need])]));
        }

        // Whatever happened, nothing of it goes on once it has an end.
        var all = Task.WhenAll(runs.Values);
        await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Stop.Token.ThrowIfCancellationRequested();
        await all;
    }

    /// <summary>Makes the output of what the steps gave.</summary>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <param name="maxDepth">How deep it may be nested.</param>
    public EngineOutcome<JsonElement> Write(int limit, int maxDepth = JsonTemplate.MaxDepth)
    {
        var template = context.Plan.Output;
        if (template is null && !JsonTemplate.TryParse(AllEnds(), out template, out _))
        {
            throw new InvalidOperationException("References to the steps themselves are good ones.");
        }

        return template.TryFill(scope, limit, out var output, out var error, maxDepth)
            ? JsonElement.Parse(output.Span)
            : error with { Message = $"The output: {error.Message}" };
    }

    private async Task<PipelineStepOutcome> RunAsync(PlannedStep step, Task<PipelineStepOutcome>[] needs)
    {
        var before = await Task.WhenAll(needs);
        context.Stop.Token.ThrowIfCancellationRequested();
        var calls = context.Calls(step);
        var began = context.Elapsed;
        var outcome = Array.Exists(before, static need => need is PipelineStepOutcome.Failed or PipelineStepOutcome.Skipped) ? PipelineStepOutcome.Skipped : await RunAsync(step, calls);
        calls.Settled(outcome, began, outcome == PipelineStepOutcome.Skipped ? began : context.Elapsed);
        return outcome;
    }

    private async Task<PipelineStepOutcome> RunAsync(PlannedStep step, StepCalls calls)
    {
        var deadline = context.Deadline(step);
        if (step.ForEach is not { } list)
        {
            var output = await CallAsync(step, scope, deadline, calls, item);
            return output.Error is { } error ? Settle(step, error) : Complete(step, output.Output);
        }

        if (!scope.TryFind(list, out var entries))
        {
            return Settle(step, calls.Note(PipelineErrors.MissingValue(list), item));
        }

        if (entries.ValueKind != JsonValueKind.Array)
        {
            return Settle(step, calls.Note(PipelineErrors.NotAList(list), item));
        }

        return entries.GetArrayLength() > context.Options.MaxEntries
            ? Settle(step, calls.Note(PipelineErrors.TooManyEntries(entries.GetArrayLength(), context.Options.MaxEntries), item))
            : Complete(step, await RunForEachAsync(step, [.. entries.EnumerateArray()], deadline, calls));
    }

    private async Task<JsonElement> RunForEachAsync(PlannedStep step, JsonElement[] entries, StepDeadline deadline, StepCalls calls)
    {
        var outputs = new JsonElement?[entries.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, entries.Length),
            new ParallelOptions { MaxDegreeOfParallelism = step.Definition.Parallelism, CancellationToken = context.Stop.Token },
            async (index, _) =>
            {
                var output = await CallAsync(step, scope with { Item = entries[index], Index = index }, deadline, calls, context.Plan.Stream is null ? index : item);
                outputs[index] = output.Error is null ? output.Output : Stand(step, output.Error);
            });
        return JsonSerializer.SerializeToElement(outputs.OfType<JsonElement>());
    }

    private ValueTask<StepOutput> CallAsync(PlannedStep step, PipelineScope inScope, StepDeadline deadline, StepCalls calls, int entry) =>
        context.Caller.CallAsync(step, context.Contracts[step.Id], inScope, held, deadline, calls, entry, context.Stop.Token);

    private PipelineStepOutcome Complete(PlannedStep step, JsonElement output)
    {
        scope.Outputs[step.Id] = output;
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
                context.Stop.Fail(PipelineErrors.Of(step.Definition, error));
                return null;
        }
    }

    private JsonElement AllEnds() => JsonSerializer.SerializeToElement(new JsonObject(
        context.Plan.Ends.Where(step => scope.Outputs.ContainsKey(step.Id)).Select(static step => KeyValuePair.Create(step.Id, (JsonNode?)new JsonObject { ["$ref"] = $"/steps/{step.Id}" }))));
}
