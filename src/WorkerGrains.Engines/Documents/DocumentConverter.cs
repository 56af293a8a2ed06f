using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Programs;

namespace WorkerGrains.Engines.Documents;

/// <summary>Converts documents with the programs that are installed: pandoc between formats, pdftotext for the text of PDFs, weasyprint for PDFs.</summary>
/// <remarks>One program at a time in each lane, so lanes bound the processes. Without pandoc, Markdown to HTML is still served.</remarks>
internal sealed class DocumentConverter(IOptions<DocumentOptions> options, ProgramRunner runner, FormatFinder formats) : IEngine<ConvertDocument, ConvertedDocument>, IStartingEngine
{
    private readonly DocumentOptions _options = options.Value;
    private readonly DocumentReader _reader = new(formats, options.Value);
    private readonly PdfTextReader _pdfReader = new(runner, options.Value);
    private readonly PdfPrinter _pdfPrinter = new(runner, options.Value);
    private Pandoc? _pandoc;

    public async Task<Readiness> StartAsync(CancellationToken cancellationToken)
    {
        _pandoc = await Pandoc.FindAsync(runner, _options, cancellationToken);
        return (_pandoc, _pdfReader.IsInstalled, _pdfPrinter.IsInstalled) switch
        {
            (null, _, _) => Readiness.Limited("Pandoc is not installed, so only Markdown and plain text are converted to HTML.", "Install it (apt-get install pandoc) and start the silo again."),
            (_, false, _) => Readiness.Limited("Poppler's pdftotext is not installed, so PDFs are not read.", "Install it (apt-get install poppler-utils) and start the silo again."),
            (_, _, false) => Readiness.Limited("Weasyprint is not installed, so PDFs are not written.", "Install it (apt-get install weasyprint) and start the silo again."),
            _ => Readiness.Ready,
        };
    }

    public async Task<IReadOnlyList<EngineOutcome<ConvertedDocument>>> RunAsync(IReadOnlyList<ConvertDocument> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<EngineOutcome<ConvertedDocument>>();
        foreach (var input in batch)
        {
            outcomes.Add(await ConvertAsync(input, cancellationToken));
        }

        return outcomes;
    }

    private async Task<EngineOutcome<ConvertedDocument>> ConvertAsync(ConvertDocument input, CancellationToken cancellationToken)
    {
        if (input.To is null)
        {
            return DocumentErrors.NoFormat;
        }

        if (DocumentFormats.Find(input.To) is not { IsOutput: true } to)
        {
            return DocumentErrors.NotOffered($"The format to convert to is none of those that there are. Ask for one of these: {string.Join(", ", Outputs())}.");
        }

        var read = await _reader.ReadAsync(input, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var document = read.Value;
        var isWhole = input.Standalone || to == DocumentFormats.Pdf;
        var error = await ReadPdfAsync(document, cancellationToken)
            ?? WritePlain(document, to, isWhole)
            ?? await WriteByPandocAsync(document, to, isWhole, input.EmbedPictures, cancellationToken)
            ?? await PrintAsync(document, to, cancellationToken);
        return error is null ? Answer(document) : error;
    }

    private IEnumerable<string> Outputs() => DocumentFormats.All
        .Where(format => format.IsOutput && (_pandoc is null || format == DocumentFormats.Pdf || _pandoc.Outputs.Contains(format.Name)))
        .Select(static format => format.Name);

    private async Task<WorkError?> ReadPdfAsync(SourceDocument document, CancellationToken cancellationToken)
    {
        if (document.Format != DocumentFormats.Pdf)
        {
            return null;
        }

        if (!_pdfReader.IsInstalled)
        {
            return DocumentErrors.ProgramMissing("poppler's pdftotext", "poppler-utils");
        }

        var result = await _pdfReader.ReadAsync(document.Data, cancellationToken);
        if (!result.IsSuccess)
        {
            return DocumentErrors.Of(result, DocumentFormats.Pdf);
        }

        document.Programs.Add("pdftotext");
        document.Warnings.AddRange(ProgramWarnings.OfLines(result.Diagnostics));
        if (result.Output.Span.IndexOfAnyExcept(" \r\n\f"u8) < 0)
        {
            document.Warnings.Add("The PDF holds no text; its pages may be pictures.");
        }

        document.Become(DocumentFormats.Plain, result.Output);
        return null;
    }

    /// <summary>What plain text becomes needs no program: itself, or paragraphs of HTML from which pandoc goes on.</summary>
    private static WorkError? WritePlain(SourceDocument document, DocumentFormat to, bool isWhole)
    {
        if (document.Format != DocumentFormats.Plain)
        {
            return null;
        }

        var text = DocumentText.Normalize(Encoding.UTF8.GetString(document.Data.Span));
        if (to == DocumentFormats.Plain)
        {
            document.Become(to, Encoding.UTF8.GetBytes(text));
            return null;
        }

        var html = DocumentText.ToHtml(text);
        document.Become(DocumentFormats.Html, Encoding.UTF8.GetBytes(isWhole ? DocumentText.ToPage(html) : html));
        return null;
    }

    private async Task<WorkError?> WriteByPandocAsync(SourceDocument document, DocumentFormat to, bool isWhole, bool? embedsPictures, CancellationToken cancellationToken)
    {
        var target = to == DocumentFormats.Pdf ? DocumentFormats.Html : to;
        var isText = document.From == DocumentFormats.Plain || document.From == DocumentFormats.Pdf;
        if ((isText && document.Format == target) || (document.From == DocumentFormats.Html && to == DocumentFormats.Pdf))
        {
            return null;
        }

        if (_pandoc is null)
        {
            return RenderMarkdown(document, target, isWhole);
        }

        if (!_pandoc.Inputs.Contains(document.Format.Name) || !_pandoc.Outputs.Contains(target.Name))
        {
            return DocumentErrors.NotOffered(
                $"The installed pandoc {_pandoc.Version} does not convert {document.Format.Name} to {target.Name}. It reads {Join(_pandoc.Inputs)} and writes {Join(_pandoc.Outputs)}.");
        }

        // HTML would name pictures in an archive that its reader does not have, and so would Markdown, which few want large. Other formats hold them by themselves.
        var archive = document.Format.IsArchive ? document.Data : default;
        if (!archive.IsEmpty && target.MediaType == DocumentFormats.Markdown.MediaType && embedsPictures == true)
        {
            if (await RunPandocAsync(_pandoc, document, DocumentFormats.Tree, isWhole, cancellationToken) is { } unread)
            {
                return unread;
            }

            Embed(document, archive, TreePictureEmbedder.Embed, cancellationToken);
        }

        var error = await RunPandocAsync(_pandoc, document, target, isWhole, cancellationToken);
        if (error is null && !archive.IsEmpty && target == DocumentFormats.Html && (embedsPictures != false || to == DocumentFormats.Pdf))
        {
            Embed(document, archive, PictureEmbedder.Embed, cancellationToken);
        }

        return error;
    }

    private static async Task<WorkError?> RunPandocAsync(Pandoc pandoc, SourceDocument document, DocumentFormat to, bool isWhole, CancellationToken cancellationToken)
    {
        var result = await pandoc.ConvertAsync(document.Data, document.Format, to, isWhole, cancellationToken);
        if (!result.IsSuccess)
        {
            return DocumentErrors.Of(result, document.Format);
        }

        document.Programs.Add($"pandoc {pandoc.Version}");
        document.Warnings.AddRange(ProgramWarnings.OfPandoc(result.Diagnostics));
        document.Become(to, result.Output);
        return null;
    }

    /// <summary>Puts the pictures of an archive into what was made of it.</summary>
    private void Embed(
        SourceDocument document,
        ReadOnlyMemory<byte> archive,
        Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, int, CancellationToken, (ReadOnlyMemory<byte> Embedded, int LeftOut)> embed,
        CancellationToken cancellationToken)
    {
        var (embedded, leftOut) = embed(document.Data, archive, Math.Min(_options.MaxPictureBytes, _options.MaxResultBytes - document.Data.Length), cancellationToken);
        if (leftOut > 0)
        {
            document.Warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Pictures left out: {leftOut}. They are not in the document, in a format that browsers do not show, or too large."));
        }

        document.Become(document.Format, embedded);
    }

    private static string Join(IReadOnlySet<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private static WorkError? RenderMarkdown(SourceDocument document, DocumentFormat to, bool isWhole)
    {
        if (!MarkdownRenderer.Converts(document.Format, to))
        {
            return DocumentErrors.ProgramMissing("pandoc", "pandoc");
        }

        if (MarkdownRenderer.Render(document.Data, document.Format) is not { } html)
        {
            return DocumentErrors.TooComplex;
        }

        document.Programs.Add("markdig");
        document.Become(to, Encoding.UTF8.GetBytes(isWhole ? DocumentText.ToPage(html) : html));
        return null;
    }

    private async Task<WorkError?> PrintAsync(SourceDocument document, DocumentFormat to, CancellationToken cancellationToken)
    {
        if (to != DocumentFormats.Pdf)
        {
            return null;
        }

        if (!_pdfPrinter.IsInstalled)
        {
            return DocumentErrors.ProgramMissing("weasyprint", "weasyprint");
        }

        var result = await _pdfPrinter.PrintAsync(document.Data, cancellationToken);
        if (!result.IsSuccess)
        {
            return DocumentErrors.Of(result, document.Format);
        }

        document.Programs.Add("weasyprint");
        document.Warnings.AddRange(ProgramWarnings.OfLines(result.Diagnostics));
        document.Become(to, result.Output);
        return null;
    }

    private EngineOutcome<ConvertedDocument> Answer(SourceDocument document)
    {
        if (document.Data.Length > _options.MaxResultBytes)
        {
            return DocumentErrors.ResultTooLarge;
        }

        return new ConvertedDocument
        {
            Content = document.Format.IsText ? Encoding.UTF8.GetString(document.Data.Span) : null,
            // Spelled out, because a bare null would become no bytes instead of none.
            Data = document.Format.IsText ? default(ReadOnlyMemory<byte>?) : document.Data,
            MediaType = document.Format.MediaType,
            From = document.From.Name,
            To = document.Format.Name,
            Size = document.Data.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(document.Data.Span)),
            Programs = document.Programs,
            Warnings = document.Warnings,
        };
    }
}
