using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on texts.</summary>
public static class TextCapabilities
{
    /// <summary>Turns texts into vectors.</summary>
    /// <remarks>A request is answered whole or not at all: one text that cannot be embedded fails it, and the message says which.</remarks>
    public static readonly Capability<EmbedTexts, TextEmbeddings> Embed = new("text.embed", "1.1.0")
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

    /// <summary>Gives a text those of some labels that it is about.</summary>
    /// <remarks>
    /// Sentences and the labels' descriptions are compared by their vectors, which <c>text.embed</c> makes. How near the nearest sentences are is measured
    /// against sentences about everything, and a logistic curve makes a confidence of it; README.md beside the engine says how that was fitted, and how well
    /// it holds.
    /// </remarks>
    public static readonly Capability<TagText, TaggedText> Tag = new("text.tag", "1.0.0")
    {
        Summary = "Gives a text those of some labels that it is about, with the sentences that speak for each.",
        Tags = ["text", "classification", "labels"],
        CallsOthers = true,
        Errors =
        [
            new("tag.unknown_schema", WorkErrorCode.InvalidInput, "No schema has this name. The message lists those that there are."),
            new("tag.duplicate_label", WorkErrorCode.InvalidInput, "Two labels have the same name. Give each a name of its own."),
            new("tag.empty_text", WorkErrorCode.InvalidInput, "The text has no word. Leave it out."),
            new("tag.empty_label", WorkErrorCode.InvalidInput, "The description of a label has no word. Say what its texts are about."),
        ],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(2)),
    };
}
