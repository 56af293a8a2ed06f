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

    private PipelinePlan(IReadOnlyList<PlannedStep> steps, IReadOnlyList<PlannedStep> ordered, JsonTemplate? output) => (Steps, Ordered, Output) = (steps, ordered, output);

    /// <summary>The steps as they were given.</summary>
    public IReadOnlyList<PlannedStep> Steps { get; }

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

        foreach (var step in definition.Steps)
        {
            if (!TryPlan(step, out var planned, out error))
            {
                return false;
            }

            steps.Add(step.Id, planned);
        }

        JsonTemplate? output = null;
        error = steps.Values.Select(step => FindBadReference(step, steps)).FirstOrDefault(static error => error is not null)
            ?? (definition.Output is { } template ? FindBadOutput(template, steps, out output) : null);
        if (error is not null || !TryOrder(steps, out var ordered, out error))
        {
            return false;
        }

        plan = new PipelinePlan([.. steps.Values], ordered, output);
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
                return PipelineErrors.InvalidStep(steps[i].Id, "Another step has the same id.");
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
        else if (!JsonTemplate.TryParse(step.Input ?? s_nothing, out var input, out problem) || (step.ForEach is not null && !JsonReference.TryParse(step.ForEach, out forEach, out problem)))
        {
            error = PipelineErrors.BadReference($"Step '{step.Id}'", problem!);
        }
        else
        {
            error = null;
            planned = new PlannedStep(step, step.Version is null ? null : version, input, forEach);
        }

        return planned is not null;
    }

    private static WorkError? FindBadReference(PlannedStep step, Dictionary<string, PlannedStep> steps)
    {
        var problem = step.ForEach?.Root is JsonReference.Item or JsonReference.Index ? "forEach leads to an array of /input or of /steps/{id}."
            : step.ForEach is null && step.Input.References.Any(IsOfEntry) ? "References to /item and /index need a forEach."
            : step.Needs.All(steps.ContainsKey) ? null
            : "A reference names a step that there is not.";
        return problem is null ? null : PipelineErrors.BadReference($"Step '{step.Id}'", problem);
    }

    private static WorkError? FindBadOutput(JsonElement template, Dictionary<string, PlannedStep> steps, out JsonTemplate? output)
    {
        if (JsonTemplate.TryParse(template, out output, out var problem))
        {
            problem = output.References.Any(IsOfEntry) ? "References to /item and /index belong into the input of a step with a forEach."
                : output.References.All(reference => reference.Step is null || steps.ContainsKey(reference.Step)) ? null
                : "A reference names a step that there is not.";
        }

        return problem is null ? null : PipelineErrors.BadReference("The output", problem);
    }

    private static bool IsOfEntry(JsonReference reference) => reference.Root is JsonReference.Item or JsonReference.Index;

    /// <summary>Puts each step after those that it needs. Source: A. B. Kahn, Topological sorting of large networks, 1962.</summary>
    private static bool TryOrder(Dictionary<string, PlannedStep> steps, out List<PlannedStep> ordered, [NotNullWhen(false)] out WorkError? error)
    {
        ordered = [];
        var left = steps.Values.ToList();
        var done = new HashSet<string>(StringComparer.Ordinal);
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
