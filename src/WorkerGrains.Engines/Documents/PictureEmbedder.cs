using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace WorkerGrains.Engines.Documents;

/// <summary>Puts the pictures of a docx, odt or epub into the HTML that was made of it, which names them by their places in the archive.</summary>
/// <remarks>
/// Nothing but entries of the document's own archive gets in, and of those only what is a picture by its first bytes. Pandoc could embed them itself, but
/// would then fetch whatever else a document names.
/// </remarks>
internal sealed partial class PictureEmbedder
{
    // A picture that is shown many times is written many times.
    private readonly Dictionary<string, string?> _pictures = new(StringComparer.Ordinal);
    private readonly ZipArchive _archive;
    private readonly int _maxBytes;
    private readonly CancellationToken _cancellationToken;
    private long _written;
    private int _leftOut;

    private PictureEmbedder(ZipArchive archive, int maxBytes, CancellationToken cancellationToken)
    {
        _archive = archive;
        _maxBytes = maxBytes;
        _cancellationToken = cancellationToken;
    }

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
            using var archive = new ZipArchive(new MemoryStream(document.ToArray(), writable: false), ZipArchiveMode.Read);
            var embedder = new PictureEmbedder(archive, maxBytes, cancellationToken);
            var embedded = Picture().Replace(text, embedder.Embed);
            return (Encoding.UTF8.GetBytes(embedded), embedder._leftOut);
        }
        catch (InvalidDataException)
        {
            // Pandoc reads some archives that .NET does not.
            return (html, Picture().Count(text));
        }
    }

    private string Embed(Match match)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        var address = match.Groups["address"].Value;
        if (address.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return match.Value;
        }

        if (!_pictures.TryGetValue(address, out var picture))
        {
            _pictures[address] = picture = Find(Uri.UnescapeDataString(WebUtility.HtmlDecode(address))) is { } entry ? Read(entry) : null;
        }

        if (picture is null || _written + picture.Length > _maxBytes)
        {
            _leftOut++;
            return match.Value;
        }

        _written += picture.Length;
        return string.Concat(match.Groups["before"].ValueSpan, picture, "\"");
    }

    /// <summary>The entry of a place as pandoc writes it: from the top (odt), from the folder of the text (docx), or from that of the book (epub).</summary>
    private ZipArchiveEntry? Find(string place) =>
        _archive.GetEntry(place) ?? _archive.GetEntry($"word/{place}") ?? _archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith($"/{place}", StringComparison.Ordinal));

    /// <summary>The picture as an address; <see langword="null"/> for one that is too large or that browsers do not show.</summary>
    private string? Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (stream.Read(buffer) is > 0 and var read)
        {
            // What an archive says of its sizes may be a lie.
            if (bytes.Length + read > _maxBytes)
            {
                return null;
            }

            bytes.Write(buffer, 0, read);
        }

        var picture = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        return MediaTypeOf(picture, entry.Name) is { } mediaType ? string.Create(CultureInfo.InvariantCulture, $"data:{mediaType};base64,{Convert.ToBase64String(picture)}") : null;
    }

    private static string? MediaTypeOf(ReadOnlySpan<byte> picture, string name) => picture switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'B', (byte)'M', ..] => "image/bmp",
        // As a picture it runs no scripts and fetches nothing.
        [(byte)'<', ..] when name.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) => "image/svg+xml",
        _ => null,
    };

    // As pandoc writes them; HTML that a document brings along may differ, and is left as it is.
    [GeneratedRegex("(?<before><(?:img|embed)\\s[^<>]*?src=\")(?<address>[^\"<>]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Picture();
}
