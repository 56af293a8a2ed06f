using System.IO.Compression;

namespace WorkerGrains.Engines.Documents;

/// <summary>Looks into the zip archive that a document is before anything unpacks it.</summary>
internal static class ArchiveCheck
{
    /// <summary>Why the archive is not to be unpacked, as the capability's code; <see langword="null"/> when it may be.</summary>
    /// <remarks>The sizes that its directory claims come first and cost nothing; then it is unpacked and counted, because they can lie.</remarks>
    public static string? FindFault(ReadOnlyMemory<byte> data, DocumentOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(data.ToArray(), writable: false), ZipArchiveMode.Read);
            if (archive.Entries.Count > options.MaxArchiveEntries || archive.Entries.Sum(static entry => Math.Max(0, entry.Length)) > options.MaxUnpackedBytes)
            {
                return DocumentErrors.ExpandsTooFar;
            }

            return UnpacksWithin(archive, options.MaxUnpackedBytes, cancellationToken) ? null : DocumentErrors.ExpandsTooFar;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException or OverflowException)
        {
            return DocumentErrors.Unreadable;
        }
    }

    private static bool UnpacksWithin(ZipArchive archive, long left, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            while (stream.Read(buffer) is > 0 and var read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                left -= read;
                if (left < 0)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
