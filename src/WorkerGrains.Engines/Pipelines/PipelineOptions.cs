using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>Which pipelines have names, and how large pipelines may be.</summary>
public sealed class PipelineOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Pipelines";

    /// <summary>A folder of pipelines, each a file <c>{name}.json</c> as a request would bring it; none when left out. Read once, at start.</summary>
    /// <remarks>Files and not keys of the configuration, because those know no numbers, no lists in order of their own, and no JSON with references.</remarks>
    public string? Path { get; set; }

    /// <summary>The most steps of a pipeline. More allow larger pipelines; each step may hold an input and an output in memory.</summary>
    [Range(1, 256)]
    public int MaxSteps { get; set; } = 32;

    /// <summary>The most entries that a step runs for. More allow longer lists in one request; each is a call.</summary>
    [Range(1, 1_000_000)]
    public int MaxEntries { get; set; } = 10_000;

    /// <summary>The most calls that one pipeline has under way, all its steps together. More end a wide pipeline sooner and let it crowd out others.</summary>
    [Range(1, 256)]
    public int MaxCalls { get; set; } = 16;

    /// <summary>The most bytes of all outputs of a pipeline's steps together, which are held until it ends, or of a stream until its item is made; and of a raw body that is held whole. More allow larger pipelines and take memory for each that runs.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxHeldBytes { get; set; } = 128 * 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class PipelineOptionsValidator : IValidateOptions<PipelineOptions>;
