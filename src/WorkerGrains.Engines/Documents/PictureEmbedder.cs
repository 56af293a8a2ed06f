using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace WorkerGrains.Engines.Documents;

/// <summary>Puts the pictures of a docx, odt or epub into the HTML that was made of it, which names them by their places in the archive.</summary>
internal static partial class PictureEmbedder
{
    /// <summary>Embeds what fits.</summary>
    /// <param name="html">The HTML, in UTF-8.</param>
    /// <param name="document">The archive it was made of.</param>
    /// <param name="maxBytes">The most bytes of pictures, as they are written in base64.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The HTML, and how many pictures it still only names.</returns>
    public static (ReadOnlyMemory<byte> Html, int LeftOut) Embed(ReadOnlyMemory<byte> html, ReadOnlyMemory<byte> document, int maxBytes, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(html.Span);
        if (!Picture().IsMatch(text))
        {
            return (html, 0);
        }

        try
        {
            using var pictures = ArchivePictures.Open(document, maxBytes, cancellationToken);
            var embedded = Picture().Replace(text, match => Embed(match, pictures));
            return (Encoding.UTF8.GetBytes(embedded), pictures.LeftOut);
        }
        catch (InvalidDataException)
        {
            // Pandoc reads some archives that .NET does not.
            return (html, Picture().Count(text));
        }
    }

    private static string Embed(Match match, ArchivePictures pictures) =>
        pictures.Find(WebUtility.HtmlDecode(match.Groups["address"].Value)) is { } picture ? string.Concat(match.Groups["before"].ValueSpan, picture, "\"") : match.Value;

    // As pandoc writes them; HTML that a document brings along may differ, and is left as it is.
    [GeneratedRegex("(?<before><(?:img|embed)\\s[^<>]*?src=\")(?<address>[^\"<>]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Picture();
}
