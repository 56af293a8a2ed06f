using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace WorkerGrains.Tables.Arrow;

/// <summary>Arrow data from outside, each batch checked before it is handed on: native readers trust its offsets and would read wherever they point.</summary>
internal sealed class CheckedArrowStream : IArrowArrayStream
{
    private readonly BoundedAllocator _memory;
    private readonly ArrowStreamReader? _reader;

    /// <param name="stream">The data, in the stream or the file format, its buffers compressed with LZ4, ZSTD or not at all.</param>
    /// <param name="maxBytes">The most that all its batches may take once they are decompressed.</param>
    public CheckedArrowStream(Stream stream, long maxBytes)
    {
        // What is read is as long as the data at most, and all beyond is decompressed.
        _memory = new BoundedAllocator(maxBytes + stream.Length);
        try
        {
            Span<byte> head = stackalloc byte[6];
            var isFile = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual("ARROW1"u8);
            stream.Position = 0;
            var codecs = new CompressionCodecFactory();
            _reader = isFile ? new ArrowFileReader(stream, _memory, codecs, leaveOpen: true) : new ArrowStreamReader(stream, _memory, codecs, leaveOpen: true);
            Schema = _reader.Schema;
            UnreadColumn = Schema?.FieldsList.FirstOrDefault(static field => !ArrowCheck.IsRead(field.DataType))?.Name;
            Fault = Schema is null ? ArrowFault.Unsound : UnreadColumn is null ? ArrowFault.None : ArrowFault.UnsupportedType;
        }
        catch (Exception exception) when (IsOfTheData(exception))
        {
            // The reader throws whatever its parser stumbles over: index out of range, overflow, null references.
            Fault = FaultOfTheData;
        }

        Schema ??= new Schema([], null);
    }

    public Schema Schema { get; }

    /// <summary>What is wrong, as far as it is known by now.</summary>
    public ArrowFault Fault { get; private set; }

    /// <summary>The first column whose type is not read.</summary>
    public string? UnreadColumn { get; }

    private ArrowFault FaultOfTheData => _memory.IsExhausted ? ArrowFault.TooLarge : ArrowFault.Unsound;

    public ValueTask<RecordBatch?> ReadNextRecordBatchAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var batch = _reader!.ReadNextRecordBatch();
            return batch is null || ArrowCheck.IsSound(batch)
                ? new ValueTask<RecordBatch?>(batch)
                : throw new InvalidDataException("The Arrow data is not sound.");
        }
        catch (Exception exception) when (IsOfTheData(exception))
        {
            Fault = FaultOfTheData;
            throw new InvalidDataException("The Arrow data is not sound.", exception);
        }
    }

    public void Dispose() => _reader?.Dispose();

    private bool IsOfTheData(Exception exception) => exception is not OutOfMemoryException || _memory.IsExhausted;
}
