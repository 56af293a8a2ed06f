using System.Text.Json;
using System.Threading.Channels;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Streaming;

/// <summary>Encodes items and hands them to a reader.</summary>
internal sealed class EncodingSink<TItem>(ChannelWriter<ReadOnlyMemory<byte>> writer, StreamMeasure measure) : IItemSink<TItem>
{
    public ValueTask WriteAsync(TItem item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        measure.Item();
        var encoded = JsonSerializer.SerializeToUtf8Bytes(item, ContractJson.Options);
        return encoded.Length <= WorkEvent.MaxItemBytes
            ? writer.WriteAsync(encoded, cancellationToken)
            : throw new InvalidOperationException($"An item has {encoded.Length} bytes; {WorkEvent.MaxItemBytes} are the most.");
    }
}
