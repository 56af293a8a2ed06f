using System.Buffers;

namespace WorkerGrains.Engines.Images;

/// <summary>The pixels of one image in the size, the order of colours and the layout of a model's input, a byte each.</summary>
/// <remarks>
/// Bytes, because this is what waits in queues: as numbers for the model it would be four times as large. They become numbers on their way
/// into the model's input, which copies them anyway. The memory is rented; disposing gives it back, and twice is harmless.
/// </remarks>
internal sealed class PixelTensor(int length) : IDisposable
{
    private byte[]? _bytes = ArrayPool<byte>.Shared.Rent(length);

    public Span<byte> Bytes => (_bytes ?? throw new ObjectDisposedException(nameof(PixelTensor))).AsSpan(0, length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
