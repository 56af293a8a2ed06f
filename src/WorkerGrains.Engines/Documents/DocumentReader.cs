using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Web;

namespace WorkerGrains.Engines.Documents;

/// <summary>Finds out what an input is and makes it safe to hand to a program: the right signature, a bounded archive, text in UTF-8.</summary>
internal sealed class DocumentReader(FormatFinder formats, DocumentOptions options)
{
    public async Task<EngineOutcome<SourceDocument>> ReadAsync(ConvertDocument input, CancellationToken cancellationToken)
    {
        var data = input.Content is { } content ? Encoding.UTF8.GetBytes(content) : input.Data ?? default;
        var format = input.From is null ? await formats.FindAsync(data, input.FileName, cancellationToken) : DocumentFormats.Find(input.From);
        if (format is not { IsInput: true })
        {
            return input.From is null
                ? DocumentErrors.FormatUnknown
                : DocumentErrors.NotOffered($"The format to convert from is none of {Names(static format => format.IsInput)}.");
        }

        if (!FormatDetector.CanBe(format, data))
        {
            return DocumentErrors.Damaged(format);
        }

        if (format.IsArchive && ArchiveCheck.FindFault(data, options, cancellationToken) is { } fault)
        {
            return DocumentErrors.Archive(fault, format);
        }

        return format.IsText ? ReadText(input, data, format) : new SourceDocument(data, format);
    }

    private static string Names(Func<DocumentFormat, bool> isMeant) => string.Join(", ", DocumentFormats.All.Where(isMeant).Select(static format => format.Name));

    private static EngineOutcome<SourceDocument> ReadText(ConvertDocument input, ReadOnlyMemory<byte> data, DocumentFormat format)
    {
        var charset = input.Content is null ? input.Charset : "utf-8";
        if (!HtmlCharset.TryDecode(data.Span, charset, out var text, out var encoding))
        {
            return DocumentErrors.Charset;
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return DocumentErrors.Damaged(format);
        }

        var document = new SourceDocument(Encoding.UTF8.GetBytes(text), format);
        if (charset is null && encoding.CodePage != Encoding.UTF8.CodePage && format != DocumentFormats.Html && format != DocumentFormats.Rtf)
        {
            document.Warnings.Add($"The text is not UTF-8 and was read as {encoding.WebName}.");
        }

        return document;
    }
}
