using System.Globalization;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>What is wrong with a pipeline, before it runs and while it does.</summary>
internal static class PipelineErrors
{
    public static WorkError Unknown(IEnumerable<string> names) => Invalid(
        "pipeline.unknown",
        names.Any() ? $"No pipeline has this name. There are: {string.Join(", ", names)}." : (FormattableString)$"No pipeline has this name, because none has a name. Send the pipeline with the request.");

    public static WorkError TooManySteps(int count, int limit, string first) =>
        Invalid("pipeline.too_many_steps", $"The pipeline has {count} steps and may have {limit}: step '{first}' is the first too many. Split the pipeline.");

    public static WorkError InvalidId(int index) =>
        Invalid("pipeline.invalid_step", $"The id of steps[{index}] must be letters, digits, hyphens and underscores.");

    public static WorkError InvalidStep(string step, string problem) => Invalid("pipeline.invalid_step", $"Step '{step}': {problem}");

    public static WorkError InvalidStreamId { get; } = Invalid("pipeline.invalid_step", $"The id of the stream must be letters, digits, hyphens and underscores.");

    public static WorkError DoesNotStream(string step) => InvalidStep(step, "Its capability does not stream. Make it one of the steps, or stream another.");

    public static WorkError BadReference(string where, string problem) => Invalid("pipeline.bad_reference", $"{where}: {problem}");

    public static WorkError BodyNotTaken { get; } = new(
        WorkErrorCode.InvalidInput, "The pipeline takes no body: none of its steps refers to /body. Send what it takes as JSON, or give the step that is to have the body {\"$ref\": \"/body\"}.");

    public static WorkError NoBody(string step) =>
        Invalid("pipeline.missing_value", $"Step '{step}': The reference to /body leads to nothing. Send the raw body, the other members in the query, or 'body' as base64.");

    public static WorkError BodyTooLarge(int limit) =>
        Large($"The body is larger than the {limit} bytes that are held whole. Send less, or have it taken by nothing but a stream that reads it while it comes in.");

    public static WorkError NotTheBody(string step, string? member) => BadReference(
        $"Step '{step}'", member is null ? "Its capability takes no raw body, so it has no place for /body." : $"Its capability takes a raw body as '{member}', so only that can be /body.");

    public static WorkError Cycle(IEnumerable<string> steps) =>
        Invalid("pipeline.cycle", $"Steps need each other's outputs in a circle: {string.Join(" → ", steps)}. Take one of the references out.");

    public static WorkError UnknownCapability(string step) =>
        Invalid("pipeline.unknown_capability", $"Step '{step}': no silo offers this capability. GET /v1/capabilities lists those that are offered.");

    public static WorkError UnknownVersion(string step, string offered) =>
        Invalid("pipeline.unknown_capability", $"Step '{step}': no offered version serves the one asked for. The newest offered is {offered}.");

    public static WorkError MissingValue(JsonReference reference) =>
        Invalid("pipeline.missing_value", $"The reference to {reference.Shown} leads to nothing. Change it, or give it a default.");

    public static WorkError NotAList(JsonReference reference) => Invalid("pipeline.not_a_list", $"The value at {reference.Shown} is no array, so there are no entries to run for. Refer to one that is, or leave forEach out.");

    public static WorkError TooManyEntries(int count, int limit) =>
        Invalid("pipeline.too_many_entries", $"There are {count} entries, and a step may run for {limit}. Send fewer at once.");

    public static WorkError TooLarge(int limit) =>
        Large($"What is made for it is larger than the {limit} bytes that it may have. Send less at once, or refer to parts of outputs.");

    public static WorkError TooDeep(int limit) => Large($"What is made for it is nested deeper than {limit} levels. Refer to parts of outputs.");

    public static WorkError TooMuchHeld(int limit) => Large($"The outputs of all steps together are larger than {limit} bytes. Send less at once.");

    public static WorkError TooMuchKept(int limit) => Large($"What is made of all items of the stream is larger than {limit} bytes. Ask for a stream, which gives it as it comes.");

    /// <summary>A failure that names the step. A code of the step's capability stays behind, since only that one's contract has it; those of a pipeline in a pipeline are in this contract too.</summary>
    public static WorkError Of(PipelineStep step, WorkError error) => error with
    {
        Message = $"Step '{step.Id}' ({step.Capability}): {error.Message}",
        Reason = PipelineCapabilities.Run.Errors.Any(own => own.Code == error.Reason && own.Kind == error.Code) ? error.Reason : null,
    };

    private static WorkError Invalid(string reason, FormattableString message) => WorkError.InvalidInput(reason, message.ToString(CultureInfo.InvariantCulture));

    private static WorkError Large(FormattableString message) => new(WorkErrorCode.PayloadTooLarge, message.ToString(CultureInfo.InvariantCulture)) { Reason = "pipeline.too_large" };
}
