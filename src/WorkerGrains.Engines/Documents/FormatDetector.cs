using System.IO.Compression;
using System.Text;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Documents;

/// <summary>Tells a document's format by its content and, where the content leaves it open, by its file name.</summary>
internal static class FormatDetector
{
    // A PDF may have something before its header. Source: ISO 32000-1, Annex H, note 13.
    private const int PdfHeaderWithin = 1_024;
    private const int SniffLength = 4_096;

    /// <summary>The format, or <see langword="null"/> for one that is none of a document.</summary>
    public static DocumentFormat? Detect(ReadOnlyMemory<byte> data, string? fileName)
    {
        var bytes = data.Span;
        if (OfSignature(data) is { } signed)
        {
            return signed;
        }

        return IsArchive(bytes) || !IsText(bytes) ? null : OfName(fileName) ?? OfText(Sniffed(bytes));
    }

    /// <summary>The format that a file name says, of those that have no signature: where one has, and it is not there, the name is wrong.</summary>
    public static DocumentFormat? OfName(string? fileName) =>
        fileName is not null && DocumentFormats.FindByExtension(Path.GetExtension(fileName).TrimStart('.')) is { IsText: true } named && named != DocumentFormats.Rtf ? named : null;

    /// <summary>Whether the content can be of a format at all.</summary>
    public static bool CanBe(DocumentFormat format, ReadOnlyMemory<byte> data) => format switch
    {
        { IsArchive: true } => IsArchive(data.Span),
        { Name: "pdf" } => IsPdf(data.Span),
        { Name: "rtf" } => data.Span.TrimStart(" \r\n\t"u8).StartsWith(@"{\rtf"u8),
        _ => IsText(data.Span),
    };

    private static DocumentFormat? OfSignature(ReadOnlyMemory<byte> data) => data.Span switch
    {
        [(byte)'{', (byte)'\\', (byte)'r', (byte)'t', (byte)'f', ..] => DocumentFormats.Rtf,
        var bytes when IsArchive(bytes) => OfArchive(data),
        var bytes when IsPdf(bytes) => DocumentFormats.Pdf,
        _ => null,
    };

    private static bool IsPdf(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, PdfHeaderWithin)].IndexOf("%PDF-"u8) >= 0;

    private static bool IsArchive(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\x03\x04"u8);

    private static DocumentFormat? OfArchive(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var archive = new ZipArchive(ByteStream.Over(data), ZipArchiveMode.Read);
            if (archive.GetEntry("mimetype") is { Length: < 256 } entry)
            {
                using var reader = new StreamReader(entry.Open());
                var mediaType = reader.ReadToEnd().Trim();
                return DocumentFormats.All.FirstOrDefault(format => format.IsArchive && format.MediaType == mediaType);
            }

            return archive.GetEntry("word/document.xml") is not null ? DocumentFormats.Docx : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException)
        {
            return null;
        }
    }

    private static bool IsText(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || !bytes.Contains((byte)0);

    private static string Sniffed(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, SniffLength)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');

    private static DocumentFormat OfText(string start)
    {
        if (Starts("<!doctype html") || Starts("<html") || Has("<body") || Has("<head>"))
        {
            return DocumentFormats.Html;
        }

        if (Has(@"\documentclass") || Has(@"\begin{document}"))
        {
            return DocumentFormats.Latex;
        }

        if (start.StartsWith('{') && Has("\"cells\"") && Has("\"cell_type\""))
        {
            return DocumentFormats.Ipynb;
        }

        if (start.StartsWith('<'))
        {
            return Has("<opml") ? DocumentFormats.Opml
                : Has("<FictionBook") ? DocumentFormats.FictionBook
                : Has("docbook") ? DocumentFormats.Docbook
                : Has("JATS") ? DocumentFormats.Jats
                : DocumentFormats.Plain;
        }

        return Starts("#+title") ? DocumentFormats.Org : DocumentFormats.Plain;

        bool Starts(string text) => start.StartsWith(text, StringComparison.OrdinalIgnoreCase);
        bool Has(string text) => start.Contains(text, StringComparison.OrdinalIgnoreCase);
    }
}
