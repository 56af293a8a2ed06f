using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace WorkerGrains.Tables.Arrow;

/// <summary>Arrow data from outside, each batch checked before it is handed on: native readers trust its offsets and would read wherever they point.</summary>
internal sealed class CheckedArrowStream : IArrowArrayStream
{
    private readonly ArrowStreamReader? _reader;

    public CheckedArrowStream(Stream stream)
    {
        try
        {
            Span<byte> head = stackalloc byte[6];
            var isFile = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual("ARROW1"u8);
            stream.Position = 0;
            _reader = isFile ? new ArrowFileReader(stream, leaveOpen: true) : new ArrowStreamReader(stream, leaveOpen: true);
            Schema = _reader.Schema;
            IsReadable = Schema is not null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The reader throws whatever its parser stumbles over: index out of range, overflow, null references.
            IsReadable = false;
        }

        Schema ??= new Schema([], null);
    }

    public Schema Schema { get; }

    public bool IsReadable { get; }

    public bool Failed { get; private set; }

    public ValueTask<RecordBatch?> ReadNextRecordBatchAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var batch = _reader!.ReadNextRecordBatch();
            return batch is null || ArrowCheck.IsSound(batch)
                ? new ValueTask<RecordBatch?>(batch)
                : throw new InvalidDataException("The Arrow data is not sound.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Failed = true;
            throw new InvalidDataException("The Arrow data is not sound.", exception);
        }
    }

    public void Dispose() => _reader?.Dispose();
}
