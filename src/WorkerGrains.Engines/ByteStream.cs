using System.Runtime.InteropServices;

namespace WorkerGrains.Engines;

/// <summary>Bytes for those who read streams.</summary>
internal static class ByteStream
{
    /// <summary>Reads bytes as a stream, without copying them where it can be helped.</summary>
    public static MemoryStream Over(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);
}
