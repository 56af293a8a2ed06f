using System.Formats.Tar;
using System.IO.Compression;

namespace WorkerGrains.Engines.Models.Fetching;

/// <summary>Unpacks archives from elsewhere: zip, tar and tar.gz.</summary>
/// <remarks>Whoever made the archive must not get to write outside the folder that it is unpacked into, nor fill the disk.</remarks>
internal static class ModelArchive
{
    private const int MaxEntries = 10_000;

    /// <summary>Whether a name is that of an archive.</summary>
    public static bool IsArchive(string name) =>
        name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || IsTar(name) || IsCompressedTar(name);

    /// <summary>Unpacks an archive into a folder.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="name">Its name, which says what it is.</param>
    /// <param name="folder">The folder, which is there and empty.</param>
    /// <param name="maxBytes">The most that it may unpack to.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FetchException">The archive is damaged, too large, or has entries that it must not.</exception>
    public static void Unpack(string path, string name, string folder, long maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenRead(path);
            var left = maxBytes;
            var count = 0;
            foreach (var (entry, content) in IsTar(name) || IsCompressedTar(name) ? ReadTar(file, name) : ReadZip(file))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using (content)
                {
                    Write(content, Admit(ref count, entry, folder), ref left);
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Damaged(exception);
        }
    }

    /// <summary>Reads a zip to its end without unpacking it, for whoever is to unpack it as they like.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="maxBytes">The most that it may unpack to.</param>
    /// <exception cref="FetchException">The archive is damaged, too large, or has entries that it must not.</exception>
    public static void CheckZip(string path, long maxBytes)
    {
        try
        {
            using var file = File.OpenRead(path);
            var left = maxBytes;
            var count = 0;
            foreach (var (entry, content) in ReadZip(file))
            {
                using (content)
                {
                    // Programs on Windows may have parted folders with its own sign.
                    Admit(ref count, entry.Replace('\\', '/'), folder: "");
                    Copy(content, Stream.Null, ref left);
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Damaged(exception);
        }
    }

    private static bool IsTar(string name) => name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);

    private static bool IsCompressedTar(string name) =>
        name.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(string Name, Stream Content)> ReadZip(Stream file)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read);
        foreach (var entry in archive.Entries)
        {
            // A folder, which is made when something comes to lie in it. The upper half says what kind of file it was on Unix: a link is one.
            if (entry.FullName.EndsWith('/'))
            {
                continue;
            }

            if ((entry.ExternalAttributes >> 16 & 0xF000) is not (0 or 0x8000))
            {
                throw NotAFile();
            }

            yield return (entry.FullName, entry.Open());
        }
    }

    private static IEnumerable<(string Name, Stream Content)> ReadTar(Stream file, string name)
    {
        using var unpacked = IsTar(name) ? file : new GZipStream(file, CompressionMode.Decompress);
        using var reader = new TarReader(unpacked);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            {
                throw NotAFile();
            }

            yield return (entry.Name, entry.DataStream ?? Stream.Null);
        }
    }

    /// <summary>Counts an entry, and says where it goes.</summary>
    private static string Admit(ref int count, string entry, string folder) =>
        ++count <= MaxEntries ? TargetOf(entry, folder) : throw new FetchException($"The archive has more than {MaxEntries} entries.");

    private static string TargetOf(string entry, string folder)
    {
        var parts = entry.StartsWith("./", StringComparison.Ordinal) ? entry[2..].Split('/') : entry.Split('/');
        if (parts.Any(static part => part.Length == 0 || part is "." or ".." || part.IndexOfAny(['\\', ':', '\0']) >= 0 || part.Any(char.IsControl)))
        {
            throw new FetchException("The archive has an entry whose name leads elsewhere. It is not unpacked.");
        }

        return Path.Combine([folder, .. parts]);
    }

    private static void Write(Stream content, string target, ref long left)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        Copy(content, file, ref left);
    }

    private static void Copy(Stream content, Stream target, ref long left)
    {
        var buffer = new byte[128 * 1024];
        int read;
        while ((read = content.Read(buffer)) > 0)
        {
            // Counted as it comes: what an archive says of its sizes is its maker's word.
            left -= read;
            if (left < 0)
            {
                throw new FetchException("The archive unpacks to more than is allowed.");
            }

            target.Write(buffer, 0, read);
        }
    }

    private static FetchException Damaged(Exception exception) => new("The archive is damaged.", exception);

    private static FetchException NotAFile() => new("The archive has a link or another entry that is no file. It is not unpacked.");
}
