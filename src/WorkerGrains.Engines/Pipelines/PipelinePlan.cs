using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>A pipeline that was checked and can run wherever its capabilities are offered.</summary>
internal sealed partial class PipelinePlan
{
    private static readonly JsonElement s_nothing = JsonElement.Parse("{}");

    private PipelinePlan(PlannedStep? stream, IReadOnlyList<PlannedStep> steps, IReadOnlyList<PlannedStep> ordered, JsonTemplate? output) =>
        (Stream, Steps, Ordered, Output) = (stream, steps, ordered, output);

    /// <summary>The step for whose items the others run; <see langword="null"/> when they run once.</summary>
    public PlannedStep? Stream { get; }

    /// <summary>The steps as they were given.</summary>
    public IReadOnlyList<PlannedStep> Steps { get; }

    /// <summary>The same, and the one that streams before them.</summary>
    public IEnumerable<PlannedStep> All => Stream is null ? Steps : Steps.Prepend(Stream);

    /// <summary>The steps, each after those that it needs.</summary>
    public IReadOnlyList<PlannedStep> Ordered { get; }

    /// <summary>What the output is made of; <see langword="null"/> for the outputs of <see cref="Ends"/>.</summary>
    public JsonTemplate? Output { get; }

    /// <summary>The steps that no other one needs.</summary>
    public IEnumerable<PlannedStep> Ends => Steps.Where(step => !Steps.Any(other => other.Needs.Contains(step.Id)));

    public static bool TryCreate(PipelineDefinition definition, int maxSteps, [NotNullWhen(true)] out PipelinePlan? plan, [NotNullWhen(false)] out WorkError? error)
    {
        plan = null;
        var steps = new Dictionary<string, PlannedStep>(StringComparer.Ordinal);
        if (FindBadIds(definition.Steps, maxSteps) is { } bad)
        {
            error = bad;
            return false;
        }

        PlannedStep? stream = null;
        if (definition.Stream is { } streaming && !TryPlanStream(streaming, definition.Steps, out stream, out error))
        {
            return false;
        }

        foreach (var step in definition.Steps)
        {
            if (!TryPlan(step, out var planned, out error))
            {
                return false;
            }

            steps.Add(step.Id, planned);
        }

        JsonTemplate? output = null;
        HashSet<string> ids = [.. steps.Keys, .. stream is null ? Array.Empty<string>() : [stream.Id]];
        error = steps.Values.Select(step => FindBadReference(step, ids)).FirstOrDefault(static error => error is not null)
            ?? (definition.Output is { } template ? FindBadOutput(template, ids, out output) : null);
        if (error is not null || !TryOrder(steps, stream, out var ordered, out error))
        {
            return false;
        }

        plan = new PipelinePlan(stream, [.. steps.Values], ordered, output);
        return true;
    }

    private static WorkError? FindBadIds(IReadOnlyList<PipelineStep> steps, int maxSteps)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < steps.Count; i++)
        {
            if (!Id().IsMatch(steps[i].Id))
            {
                return PipelineErrors.InvalidId(i);
            }

            if (!seen.Add(steps[i].Id))
            {
                return PipelineErrors.InvalidStep(steps[i].Id, "Another step has the same id. Give each an id of its own.");
            }
        }

        return steps.Count > maxSteps ? PipelineErrors.TooManySteps(steps.Count, maxSteps, steps[maxSteps].Id) : null;
    }

    private static bool TryPlan(PipelineStep step, [NotNullWhen(true)] out PlannedStep? planned, [NotNullWhen(false)] out WorkError? error)
    {
        planned = null;
        CapabilityVersion version = default;
        JsonReference? forEach = null;
        string? problem = null;
        if (step.Version is not null && !CapabilityVersion.TryParse(step.Version, out version))
        {
            error = PipelineErrors.InvalidStep(step.Id, "A version is one to three numbers with dots between, for example 1.2.0.");
        }
        else if (step.Default is not null && step.OnFailure != PipelineFailurePolicy.Continue)
        {
            error = PipelineErrors.InvalidStep(step.Id, "A default means something only with onFailure continue.");
        }
        else if (!JsonTemplate.TryParse(BodyReference.TakeOut(step.Input ?? s_nothing, out var bodyMember), out var input, out problem) || (step.ForEach is not null && !JsonReference.TryParse(step.ForEach, out forEach, out problem)))
        {
            error = PipelineErrors.BadReference($"Step '{step.Id}'", problem!);
        }
        else
        {
            error = null;
            planned = new PlannedStep(step, step.Version is null ? null : version, input, bodyMember, forEach);
        }

        return planned is not null;
    }

    /// <summary>Plans the step that streams: it comes before all others, so it needs none.</summary>
    private static bool TryPlanStream(PipelineStep step, IReadOnlyList<PipelineStep> steps, [NotNullWhen(true)] out PlannedStep? planned, [NotNullWhen(false)] out WorkError? error)
    {
        planned = null;
        error = !Id().IsMatch(step.Id) ? PipelineErrors.InvalidStreamId
            : steps.Any(other => other.Id == step.Id) ? PipelineErrors.InvalidStep(step.Id, "Another step has the same id. Give each an id of its own.")
            : step.ForEach is not null ? PipelineErrors.InvalidStep(step.Id, "A stream runs once, so it has no forEach.")
            : step.OnFailure == PipelineFailurePolicy.Continue ? PipelineErrors.InvalidStep(step.Id, "Nothing can stand for a stream that fails: use fail, or skip to go on with the items that there were.")
            : null;
        if (error is not null || !TryPlan(step, out planned, out error))
        {
            return false;
        }

        error = planned.Input.References.Any(static reference => reference.Root != JsonReference.Input)
            ? PipelineErrors.BadReference($"Step '{step.Id}'", planned.Input.References.Any(IsOfBody) ? BodyReference.Misplaced : "The input of a stream has references to /input only.")
            : null;
        return error is null;
    }

    private static WorkError? FindBadReference(PlannedStep step, HashSet<string> steps)
    {
        var problem = step.Input.References.Append(step.ForEach).Any(IsOfBody) ? BodyReference.Misplaced
            : step.ForEach?.Root is JsonReference.Item or JsonReference.Index ? "forEach leads to an array of /input or of /steps/{id}."
            : step.ForEach is null && step.Input.References.Any(IsOfEntry) ? "References to /item and /index need a forEach."
            : step.Needs.All(steps.Contains) ? null
            : "A reference names a step that there is not. Correct it, or add the step.";
        return problem is null ? null : PipelineErrors.BadReference($"Step '{step.Id}'", problem);
    }

    private static WorkError? FindBadOutput(JsonElement template, HashSet<string> steps, out JsonTemplate? output)
    {
        if (JsonTemplate.TryParse(template, out output, out var problem))
        {
            problem = output.References.Any(IsOfBody) ? BodyReference.Misplaced
                : output.References.Any(IsOfEntry) ? "References to /item and /index belong into the input of a step with a forEach."
                : output.References.All(reference => reference.Step is null || steps.Contains(reference.Step)) ? null
                : "A reference names a step that there is not. Correct it, or add the step.";
        }

        return problem is null ? null : PipelineErrors.BadReference("The output", problem);
    }

    private static bool IsOfEntry(JsonReference reference) => reference.Root is JsonReference.Item or JsonReference.Index;

    private static bool IsOfBody(JsonReference? reference) => reference?.Root == JsonReference.Body;

    /// <summary>Puts each step after those that it needs. Source: A. B. Kahn, Topological sorting of large networks, 1962.</summary>
    private static bool TryOrder(Dictionary<string, PlannedStep> steps, PlannedStep? stream, out List<PlannedStep> ordered, [NotNullWhen(false)] out WorkError? error)
    {
        ordered = [];
        var left = steps.Values.ToList();
        HashSet<string> done = stream is null ? [] : [stream.Id];
        while (left.Find(step => step.Needs.All(done.Contains)) is { } next)
        {
            left.Remove(next);
            done.Add(next.Id);
            ordered.Add(next);
        }

        error = left.Count == 0 ? null : PipelineErrors.Cycle(FindCycle(left, steps, done));
        return error is null;
    }

    /// <summary>Walks from a step that could not be placed to one that it needs and that could not either, until one comes again.</summary>
    private static List<string> FindCycle(List<PlannedStep> left, Dictionary<string, PlannedStep> steps, HashSet<string> done)
    {
        var walked = new List<string>();
        for (var step = left[0]; ; step = steps[step.Needs.First(need => !done.Contains(need))])
        {
            var begin = walked.IndexOf(step.Id);
            walked.Add(step.Id);
            if (begin >= 0)
            {
                return walked[begin..];
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
