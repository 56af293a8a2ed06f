using System.Buffers.Binary;
using System.Text.Json;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tables.Protocol;

/// <summary>How engine and process talk: a kind, the number of the request, the length of a JSON record, the record; bytes that the record announces follow it.</summary>
internal static class TableFrames
{
    public const byte Work = 1;
    public const byte Cancel = 2;
    public const byte Answer = 3;

    private const int HeaderLength = 9;
    private const int MaxRecordLength = 64 * 1024 * 1024;

    public static void Write(Stream stream, byte kind, int id, object? record)
    {
        var json = record is null ? [] : JsonSerializer.SerializeToUtf8Bytes(record, record.GetType(), ContractJson.Options);
        var frame = new byte[HeaderLength + json.Length];
        frame[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), id);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(5), json.Length);
        json.CopyTo(frame.AsSpan(HeaderLength));
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
