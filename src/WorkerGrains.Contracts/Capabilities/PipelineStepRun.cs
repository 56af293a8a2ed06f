using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What came of one step of a pipeline.</summary>
public sealed record PipelineStepRun
{
    /// <summary>The step.</summary>
    [Description("The step.")]
    public required string Id { get; init; }

    /// <summary>Its capability.</summary>
    [Description("Its capability.")]
    public required string Capability { get; init; }

    /// <summary>The version that answered; <see langword="null"/> when none did.</summary>
    [Description("The version that answered; left out when none did.")]
    public string? Version { get; init; }

    /// <summary>What came of it.</summary>
    [Description("completed: it has an output. failed: it has none, and steps that need it were skipped. defaulted: its default stands for its output. skipped: it needs a step that has no output.")]
    public required PipelineStepOutcome Outcome { get; init; }

    /// <summary>Why it failed; of several entries, the first in their order.</summary>
    [Description("Why it failed; of several entries, the first in their order.")]
    public PipelineStepError? Error { get; init; }

    /// <summary>How often the capability was called.</summary>
    [Description("How often the capability was called."), Range(0, int.MaxValue)]
    public required int Calls { get; init; }

    /// <summary>How many calls, or entries, failed.</summary>
    [Description("How many calls, or entries, failed."), Range(0, int.MaxValue)]
    public required int Failures { get; init; }

    /// <summary>When it began, in milliseconds after the pipeline did.</summary>
    [Description("When it began, in milliseconds after the pipeline did."), Range(0d, double.MaxValue)]
    public required double StartedMs { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    [Description("How long it took, in milliseconds."), Range(0d, double.MaxValue)]
    public required double DurationMs { get; init; }

    /// <summary>The silos that answered, each once.</summary>
    [Description("The silos that answered, each once.")]
    public required IReadOnlyList<string> Silos { get; init; }
}
