using System.Globalization;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on documents.</summary>
public static class DocumentCapabilities
{
    /// <summary>Converts documents between formats.</summary>
    /// <remarks>The document can be had as it is, in any of the formats but pandoc's own JSON.</remarks>
    public static readonly Capability<ConvertDocument, ConvertedDocument> Convert = new("document.convert", "1.1.0")
    {
        Summary = "Converts documents between the formats of pandoc, plain text and PDF. Reads no files and fetches nothing.",
        Tags = ["document", "text"],
        Errors =
        [
            new("document.format_unknown", WorkErrorCode.InvalidInput, "The document's format cannot be told from its content and name. Say it with 'from'."),
            new("document.conversion_not_offered", WorkErrorCode.InvalidInput, "There is no conversion between these formats. The message names the formats there are."),
            new("document.charset_unknown", WorkErrorCode.InvalidInput, "The charset given is none of the WHATWG Encoding Standard. Correct it, or leave it out for UTF-8."),
            new("document.unreadable", WorkErrorCode.InvalidInput, "The document is damaged, encrypted or not of the format it was taken for."),
            new("document.too_complex", WorkErrorCode.InvalidInput, "The document needs more time or memory than a conversion may take. Send a smaller one."),
            new("document.expands_too_far", WorkErrorCode.InvalidInput, "The document is an archive that unpacks to more than is read. Send a smaller one."),
            new("document.result_too_large", WorkErrorCode.InvalidInput, "The result is larger than is answered. Send a smaller document or ask for a smaller format."),
            new("document.program_missing", WorkErrorCode.NotReady, "The silo lacks the program for this conversion. The message says what to install."),
        ],
        RawOutputs = [.. DocumentFormats.All.Where(static format => format.IsOutput && format.MediaType != MediaTypes.Json).Select(static format => format.MediaType).Distinct().Select(AsItIs)],
        OutputHeaders =
        [
            new("from", "The format that was read: the one given, or the one found out.", static document => document.From),
            new("to", "The format that was written.", static document => document.To),
            new("sha256", "The SHA-256 of the document, in lower-case hexadecimal.", static document => document.Sha256),
            new("warnings", "How many things could not be converted as they were; as JSON the answer says which.", static document => document.Warnings.Count.ToString(CultureInfo.InvariantCulture)),
        ],
        Needs = new CapabilityNeeds { Program = "pandoc" },
        DefaultDeadline = TimeSpan.FromSeconds(60),
        MaxInputBytes = 32 * 1024 * 1024,
        MaxOutputBytes = 64 * 1024 * 1024,
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(5)),
    };

    /// <summary>Reads images of documents.</summary>
    public static readonly Capability<RecognizeText, RecognizedText> Ocr = new("document.ocr", "1.0.0")
    {
        Summary = "Reads the text in an image, line by line, and says where each is.",
        Tags = ["document", "image", "text", "ocr"],
        Needs = new CapabilityNeeds { Accelerator = AcceleratorNeed.Preferred },
        Errors = ImageCapabilities.ImageErrors,
        DefaultDeadline = TimeSpan.FromSeconds(60),
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(5)),
    };

    private static RawOutput<ConvertDocument, ConvertedDocument> AsItIs(string mediaType) => new(
        mediaType,
        input => input.To is null ? input with { To = DocumentFormats.FindByMediaType(mediaType)!.Name }
            : DocumentFormats.Find(input.To) is { } to && to.MediaType != mediaType ? null
            : input,
        static document => document.Data ?? System.Text.Encoding.UTF8.GetBytes(document.Content ?? ""));
}
