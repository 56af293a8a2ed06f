using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Programs;

namespace WorkerGrains.Engines.Documents;

/// <summary>The failures of conversions, each in one place.</summary>
internal static class DocumentErrors
{
    public const string ExpandsTooFar = "document.expands_too_far";
    public const string Unreadable = "document.unreadable";

    private const int PandocHeapExhausted = 251;

    public static WorkError NoFormat { get; } = new(
        WorkErrorCode.InvalidInput, "The format to convert to is missing: say it with 'to', or ask for the document as it is by its media type in the header Accept.");

    public static WorkError FormatUnknown { get; } = WorkError.InvalidInput("document.format_unknown", "The document's format cannot be told from its content and name. Say it with 'from'.");

    public static WorkError TooComplex { get; } = WorkError.InvalidInput("document.too_complex", "The document needs more time or memory than a conversion may take. Send a smaller one.");

    public static WorkError ResultTooLarge { get; } = WorkError.InvalidInput("document.result_too_large", "The result is larger than is answered. Send a smaller document or ask for a smaller format.");

    public static WorkError Charset { get; } = WorkError.InvalidInput("document.charset_unknown", "The charset given is none that browsers know. Leave it out for UTF-8.");

    public static WorkError NotOffered(string message) => WorkError.InvalidInput("document.conversion_not_offered", message);

    public static WorkError Damaged(DocumentFormat format) => WorkError.InvalidInput(Unreadable, $"The document cannot be read as {format.Name}: it is damaged, encrypted or of another format. Save it anew without a password, or say its format with 'from'.");

    public static WorkError Archive(string reason, DocumentFormat format) => reason == ExpandsTooFar
        ? WorkError.InvalidInput(reason, "The document is an archive that unpacks to more than is read. Send a smaller one.")
        : Damaged(format);

    public static WorkError ProgramMissing(string program, string package) =>
        new(WorkErrorCode.NotReady, $"This conversion needs {program}, which the silo lacks. Install it there (apt-get install {package}) and start the silo again.") { Reason = "document.program_missing" };

    /// <summary>What a program's failure means to the caller. Its own words hold paths and input, so they are not passed on.</summary>
    public static WorkError Of(ProgramResult result, DocumentFormat format) => result switch
    {
        { End: ProgramEnd.WroteTooMuch } => ResultTooLarge,
        { End: ProgramEnd.UsedUp } or { ExitCode: PandocHeapExhausted } => TooComplex,
        _ when IsOutOfMemory(result.Diagnostics) => TooComplex,
        _ => Damaged(format),
    };

    // Programs without an exit code for it say so in words: Python, C++, GHC, the C library.
    private static bool IsOutOfMemory(string diagnostics) =>
        diagnostics.Contains("MemoryError", StringComparison.Ordinal) || diagnostics.Contains("bad_alloc", StringComparison.Ordinal)
        || diagnostics.Contains("RecursionError", StringComparison.Ordinal) || diagnostics.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || diagnostics.Contains("stack overflow", StringComparison.OrdinalIgnoreCase);
}
