using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work made of other work.</summary>
public static class PipelineCapabilities
{
    /// <summary>Runs an acyclic graph of capabilities.</summary>
    /// <remarks>
    /// The graph is checked whole before anything runs. A step that fails and may not fails the pipeline by the same code, with a message that names
    /// the step. It is not idempotent, because its steps need not be: those that are get repeated one by one when a silo is lost.
    /// A pipeline with a stream gives items while it runs, in their order. A raw body of any size goes through it if the step that streams reads it while it comes in.
    /// </remarks>
    public static readonly StreamedCapability<RunPipeline, PipelineItem, PipelineRun> Run = new("pipeline.run", "1.2.0")
    {
        Summary = "Runs an acyclic graph of capabilities whose inputs are made of each other's outputs.",
        Tags = ["pipeline", "workflow"],
        CallsOthers = true,
        IsIdempotent = false,
        DefaultDeadline = TimeSpan.FromMinutes(2),
        MaxInputBytes = 64 * 1024 * 1024,
        MaxStreamedBytes = 1L << 40,
        MaxOutputBytes = 64 * 1024 * 1024,
        Errors =
        [
            new("pipeline.unknown", WorkErrorCode.InvalidInput, "No pipeline has this name. The message lists those that there are."),
            new("pipeline.too_many_steps", WorkErrorCode.InvalidInput, "The pipeline has more steps than are allowed. Split it."),
            new("pipeline.invalid_step", WorkErrorCode.InvalidInput, "A step has an id that another has, members that do not go together, or a stream of what does not stream; the message says which. Change it."),
            new("pipeline.bad_reference", WorkErrorCode.InvalidInput, "A reference is none, or names a step that there is not. Change it."),
            new("pipeline.cycle", WorkErrorCode.InvalidInput, "Steps need each other's outputs in a circle. Take one of the references out."),
            new("pipeline.unknown_capability", WorkErrorCode.InvalidInput, "A step names a capability, or a version of one, that no silo offers. Change it."),
            new("pipeline.missing_value", WorkErrorCode.InvalidInput, "A reference leads to nothing in the output that it names. Change it, or give it a default."),
            new("pipeline.not_a_list", WorkErrorCode.InvalidInput, "What a step is to run for each entry of is no array. Change the reference."),
            new("pipeline.too_many_entries", WorkErrorCode.InvalidInput, "A step is to run for more entries than are allowed. Send fewer at once."),
            new("pipeline.too_large", WorkErrorCode.PayloadTooLarge, "The outputs of the steps, or what is made of them, are too large or nested too deep. Send less at once, or refer to parts of outputs."),
        ],
    };
}
