using System.Globalization;
using System.IO.Compression;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Engines.Documents;

/// <summary>The pictures of a docx, odt or epub as data URIs, by the places at which pandoc says that they are.</summary>
/// <remarks>
/// Nothing but entries of the document's own archive is given, and of those only what is a picture by its first bytes. Pandoc could embed them itself, but
/// would then fetch whatever else a document names.
/// </remarks>
internal sealed class ArchivePictures : IDisposable
{
    // The deepest folder below which an epub has its pictures.
    private const int MaxFolders = 4;

    // Those that were shown and may be shown again; null for what is left out. Each entry is unpacked once, however many names a document has for it.
    private readonly Dictionary<ZipArchiveEntry, string?> _pictures = [];
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly ZipArchive _archive;
    private readonly CancellationToken _cancellationToken;
    private int _bytesLeft;

    private ArchivePictures(ZipArchive archive, int maxBytes, CancellationToken cancellationToken)
    {
        _archive = archive;
        _bytesLeft = maxBytes;
        _cancellationToken = cancellationToken;
        foreach (var entry in archive.Entries)
        {
            Add(entry);
        }
    }

    /// <summary>How many were asked for that are not given.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Opens a document.</summary>
    /// <param name="document">The archive.</param>
    /// <param name="maxBytes">The most bytes of pictures, as they are written in base64.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidDataException">.NET does not read the archive, though pandoc may.</exception>
    public static ArchivePictures Open(ReadOnlyMemory<byte> document, int maxBytes, CancellationToken cancellationToken) =>
        new(new ZipArchive(ByteStream.Over(document), ZipArchiveMode.Read), maxBytes, cancellationToken);

    /// <summary>The picture at a place; <see langword="null"/> for what is none, does not fit, is of a kind that browsers do not show, or is a data URI by itself.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    public string? Find(string address)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (address.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (!_entries.TryGetValue(Uri.UnescapeDataString(address), out var entry) || Read(entry) is not { } picture || picture.Length > _bytesLeft)
        {
            LeftOut++;
            return null;
        }

        _bytesLeft -= picture.Length;
        return picture;
    }

    public void Dispose() => _archive.Dispose();

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
}
