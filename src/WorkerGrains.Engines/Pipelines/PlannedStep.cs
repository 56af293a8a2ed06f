using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>A step that was checked.</summary>
/// <param name="Definition">As it was given.</param>
/// <param name="Version">The version asked for.</param>
/// <param name="Input">Its input, but for the member that is the body.</param>
/// <param name="BodyMember">The member that is the body of the request, if one is.</param>
/// <param name="ForEach">The array that it runs for, if it does.</param>
internal sealed record PlannedStep(PipelineStep Definition, CapabilityVersion? Version, JsonTemplate Input, string? BodyMember, JsonReference? ForEach)
{
    public string Id => Definition.Id;

    /// <summary>The steps whose outputs it refers to, each once.</summary>
    public IReadOnlyList<string> Needs { get; } =
        [.. Input.References.Append(ForEach).Select(static reference => reference?.Step).OfType<string>().Distinct(StringComparer.Ordinal)];
}
