using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Engines.Documents;

/// <summary>Puts the pictures of a docx, odt or epub into the HTML that was made of it, which names them by their places in the archive.</summary>
/// <remarks>
/// Nothing but entries of the document's own archive gets in, and of those only what is a picture by its first bytes. Pandoc could embed them itself, but
/// would then fetch whatever else a document names.
/// </remarks>
internal sealed partial class PictureEmbedder
{
    // The deepest folder below which an epub has its pictures.
    private const int MaxFolders = 4;

    // Those that were shown and may be shown again; null for what is left out. Each entry is unpacked once, however many names a document has for it.
    private readonly Dictionary<ZipArchiveEntry, string?> _pictures = [];
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly CancellationToken _cancellationToken;
    private int _bytesLeft;
    private int _leftOut;

    private PictureEmbedder(ZipArchive archive, int maxBytes, CancellationToken cancellationToken)
    {
        _bytesLeft = maxBytes;
        _cancellationToken = cancellationToken;
        foreach (var entry in archive.Entries)
        {
            Add(entry);
        }
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
            using var archive = new ZipArchive(ByteStream.Over(document), ZipArchiveMode.Read);
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

        if (!_entries.TryGetValue(Uri.UnescapeDataString(WebUtility.HtmlDecode(address)), out var entry) || Read(entry) is not { } picture || picture.Length > _bytesLeft)
        {
            _leftOut++;
            return match.Value;
        }

        _bytesLeft -= picture.Length;
        return string.Concat(match.Groups["before"].ValueSpan, picture, "\"");
    }

    /// <summary>Notes an entry by the places at which pandoc may say that it is: from the top (odt), from the folder of the text (docx), or from that of the book (epub).</summary>
    private void Add(ZipArchiveEntry entry)
    {
        var place = entry.FullName;
        for (var folders = 0; folders <= MaxFolders; folders++)
        {
            _entries.TryAdd(place, entry);
            var end = place.IndexOf('/', StringComparison.Ordinal);
            if (end < 0)
            {
                return;
            }

            place = place[(end + 1)..];
        }
    }

    /// <summary>The picture as an address; <see langword="null"/> for one that does not fit or that browsers do not show.</summary>
    private string? Read(ZipArchiveEntry entry)
    {
        if (!_pictures.TryGetValue(entry, out var picture))
        {
            _pictures[entry] = picture = Unpack(entry);
        }

        return picture;
    }

    private string? Unpack(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (stream.Read(buffer) is > 0 and var read)
        {
            // What an archive says of its sizes may be a lie.
            if (bytes.Length + read > _bytesLeft)
            {
                return null;
            }

            bytes.Write(buffer, 0, read);
        }

        var picture = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        return MediaTypeOf(picture, entry.Name) is { } mediaType ? string.Create(CultureInfo.InvariantCulture, $"data:{mediaType};base64,{Convert.ToBase64String(picture)}") : null;
    }

    private static string? MediaTypeOf(ReadOnlySpan<byte> picture, string name) => ImageSignature.Of(picture) switch
    {
        ImageFormat.Png => "image/png",
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.Gif => "image/gif",
        ImageFormat.WebP => "image/webp",
        ImageFormat.Bmp => "image/bmp",
        // As a picture it runs no scripts and fetches nothing.
        ImageFormat.None when picture is [(byte)'<', ..] && name.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) => "image/svg+xml",
        _ => null,
    };

    // As pandoc writes them; HTML that a document brings along may differ, and is left as it is.
    [GeneratedRegex("(?<before><(?:img|embed)\\s[^<>]*?src=\")(?<address>[^\"<>]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Picture();
}
