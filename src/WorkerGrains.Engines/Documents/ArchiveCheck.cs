using System.Buffers.Binary;
using System.IO.Compression;

namespace WorkerGrains.Engines.Documents;

/// <summary>Looks into the zip archive that a document is before a program unpacks it.</summary>
/// <remarks>
/// The sizes that an archive's directory claims come first and cost nothing. They can lie, and .NET's own reader stops where they say while other
/// programs go on, so each entry is then unpacked to the end of its stream and counted. Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
/// </remarks>
internal sealed class ArchiveCheck
{
    private const int Stored = 0;
    private const int Deflated = 8;

    private readonly ReadOnlyMemory<byte> _archive;
    private readonly byte[] _bytes;
    private readonly DocumentOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private long _unpacked;

    private ArchiveCheck(ReadOnlyMemory<byte> archive, DocumentOptions options, CancellationToken cancellationToken)
    {
        _bytes = archive.ToArray();
        _archive = _bytes;
        _options = options;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Why the archive is not to be unpacked, as the capability's code; <see langword="null"/> when it may be.</summary>
    public static string? FindFault(ReadOnlyMemory<byte> data, DocumentOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return new ArchiveCheck(data, options, cancellationToken).IsWithinLimits() ? null : DocumentErrors.ExpandsTooFar;
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException)
        {
            return DocumentErrors.Unreadable;
        }
    }

    private bool IsWithinLimits()
    {
        var entries = ReadDirectory();
        return entries.Count <= _options.MaxArchiveEntries
            && entries.Sum(static entry => entry.Size) <= _options.MaxUnpackedBytes
            && entries.All(UnpacksWithinLimit);
    }

    private List<Entry> ReadDirectory()
    {
        var end = _archive.Span.LastIndexOf("PK\x05\x06"u8);
        var count = UInt16(end + 10);
        var at = UInt32(end + 16);
        var entries = new List<Entry>();
        for (var i = 0; i < count; i++)
        {
            Expect(at, "PK\x01\x02"u8);
            entries.Add(new Entry(UInt16(at + 10), UInt32(at + 24), UInt32(at + 42)));
            at += 46 + UInt16(at + 28) + UInt16(at + 30) + UInt16(at + 32);
        }

        return entries;
    }

    private bool UnpacksWithinLimit(Entry entry)
    {
        Expect(entry.Header, "PK\x03\x04"u8);
        var content = _archive[Position(entry.Header + 30 + UInt16(entry.Header + 26) + UInt16(entry.Header + 28))..];
        if (entry.Method == Stored)
        {
            _unpacked += Math.Min(entry.Size, content.Length);
            return _unpacked <= _options.MaxUnpackedBytes;
        }

        if (entry.Method != Deflated)
        {
            throw new InvalidDataException("Documents are stored or deflated.");
        }

        // Deflated data ends by itself, so the rest of the archive may follow; it is copied once for all entries.
        using var unpacked = new DeflateStream(new MemoryStream(_bytes, _archive.Length - content.Length, content.Length, writable: false), CompressionMode.Decompress);
        while (unpacked.Read(_buffer) is > 0 and var read)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            _unpacked += read;
            if (_unpacked > _options.MaxUnpackedBytes)
            {
                return false;
            }
        }

        return true;
    }

    private void Expect(long at, ReadOnlySpan<byte> signature)
    {
        if (!_archive.Span[Position(at)..].StartsWith(signature))
        {
            throw new InvalidDataException("The archive's directory leads to no entry.");
        }
    }

    private int UInt16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(_archive.Span[Position(at)..]);

    private long UInt32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(_archive.Span[Position(at)..]);

    private int Position(long at) => at >= 0 && at <= _archive.Length ? (int)at : throw new InvalidDataException("The archive's directory leads out of it.");

    private readonly record struct Entry(int Method, long Size, long Header);
}
