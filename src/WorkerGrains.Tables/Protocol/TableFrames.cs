using System.Buffers.Binary;
using System.Text.Json;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tables.Protocol;

/// <summary>How engine and process talk: a kind, the number of the request, the length of a record, the record, which is JSON; bytes that the record announces follow it.</summary>
internal static class TableFrames
{
    public const byte Work = 1;
    public const byte Cancel = 2;
    public const byte Answer = 3;

    /// <summary>Rows of an answer that is still under way: JSON, one a line.</summary>
    public const byte Rows = 4;

    private const int HeaderLength = 9;
    private const int MaxRecordLength = 64 * 1024 * 1024;

    public static void Write(Stream stream, byte kind, int id, object? record) =>
        WriteBytes(stream, kind, id, record is null ? [] : JsonSerializer.SerializeToUtf8Bytes(record, record.GetType(), ContractJson.Options));

    /// <summary>Writes a record that is JSON already.</summary>
    public static void WriteBytes(Stream stream, byte kind, int id, ReadOnlySpan<byte> record)
    {
        var frame = new byte[HeaderLength + record.Length];
        frame[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), id);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(5), record.Length);
        record.CopyTo(frame.AsSpan(HeaderLength));
        stream.Write(frame);
        stream.Flush();
    }

    /// <summary>Reads the next frame, or <see langword="null"/> when the other side is gone.</summary>
    public static (byte Kind, int Id, byte[] Record)? Read(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header[5..]);
        if (length is < 0 or > MaxRecordLength)
        {
            return null;
        }

        var record = new byte[length];
        return stream.ReadAtLeast(record, length, throwOnEndOfStream: false) < length
            ? null
            : (header[0], BinaryPrimitives.ReadInt32LittleEndian(header[1..]), record);
    }
}
