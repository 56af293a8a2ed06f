using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on texts.</summary>
public static class TextCapabilities
{
    /// <summary>Turns texts into vectors.</summary>
    /// <remarks>A request is answered whole or not at all: one text that cannot be embedded fails it, and the message says which.</remarks>
    public static readonly Capability<EmbedTexts, TextEmbeddings> Embed = new("text.embed", "1.0.0")
    {
        Summary = "Turns texts into vectors that are near each other when the texts mean alike.",
        Tags = ["text", "embedding", "search"],
        Needs = new CapabilityNeeds { Accelerator = AcceleratorNeed.Preferred },
        MaxOutputBytes = 128 * 1024 * 1024,
        Errors =
        [
            new("text.empty", WorkErrorCode.InvalidInput, "A text has nothing that the model knows how to read. Leave it out."),
            new("text.too_long", WorkErrorCode.InvalidInput, "A text has more tokens than the model takes. Shorten it, or let it be cut with truncate."),
            new("text.dimensions_unsupported", WorkErrorCode.InvalidInput, "The model gives vectors of fewer dimensions. Ask for fewer, or leave dimensions out."),
        ],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(1)),
    };
}
