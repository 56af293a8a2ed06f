using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work of language models.</summary>
public static class GenerationCapabilities
{
    /// <summary>Goes on with a text.</summary>
    public static readonly StreamedCapability<GenerateText, GeneratedPiece, GeneratedText> Generate = new("text.generate", "1.0.0")
    {
        Summary = "Goes on with a text, piece by piece where a stream is asked for.",
        Tags = ["text", "generation"],
        Needs = new CapabilityNeeds { Accelerator = AcceleratorNeed.Preferred },
        DefaultDeadline = TimeSpan.FromMinutes(2),
        Errors = [new CapabilityError("text.prompt_too_long", WorkErrorCode.InvalidInput, "The prompt has more tokens than the model can look at. Shorten it.")],
    };
}
