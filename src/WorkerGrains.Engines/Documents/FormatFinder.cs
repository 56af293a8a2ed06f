using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Files;

namespace WorkerGrains.Engines.Documents;

/// <summary>Tells a document's format: by its signature, by its name, by what it says of itself, and last by the model of <c>file.identify</c>, where this silo has it.</summary>
/// <remarks>The model comes last because it guesses: it is asked about texts that could be anything. It runs here and not through the controller, because it takes milliseconds and each lane waits for it.</remarks>
/// <param name="identifier">Says what files are; <see langword="null"/> where nothing does.</param>
internal sealed class FormatFinder(FileIdentifier? identifier)
{
    /// <summary>The format, or <see langword="null"/> for one that is none of a document.</summary>
    public async Task<DocumentFormat?> FindAsync(ReadOnlyMemory<byte> data, string? fileName, CancellationToken cancellationToken)
    {
        var format = FormatDetector.Detect(data, fileName);
        return format == DocumentFormats.Plain && FormatDetector.OfName(fileName) is null && await AskAsync(data, cancellationToken) is { } guess && FormatDetector.CanBe(guess, data)
            ? guess
            : format;
    }

    private async Task<DocumentFormat?> AskAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (identifier is not { Readiness.IsReady: true } || await identifier.EnsureLoadedAsync(cancellationToken) is not null)
        {
            return null;
        }

        var prepared = identifier.Prepare(new IdentifyFile { File = data }, cancellationToken);
        if (!prepared.IsSuccess)
        {
            return null;
        }

        using var file = prepared.Value;
        var outcome = (await identifier.RunAsync([file], cancellationToken))[0];
        return outcome.IsSuccess ? OfLabel(outcome.Value.Label) : null;
    }

    /// <summary>The text format that a label of the model names, if documents come in it.</summary>
    private static DocumentFormat? OfLabel(string label) => label switch
    {
        "markdown" => DocumentFormats.Markdown,
        "html" => DocumentFormats.Html,
        "latex" => DocumentFormats.Latex,
        "rst" => DocumentFormats.Find("rst"),
        "csv" => DocumentFormats.Find("csv"),
        "tsv" => DocumentFormats.Find("tsv"),
        "bib" => DocumentFormats.Find("bibtex"),
        _ => null,
    };
}
