using System.Buffers;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Run;

/// <summary>Server-Sent Events. Source: HTML Living Standard, section 9.2.</summary>
internal sealed class EventStreamFormat : StreamFormat
{
    public static EventStreamFormat Instance { get; } = new();

    public override string ContentType => MediaTypes.EventStream;

    // A comment, which readers skip.
    public override ReadOnlyMemory<byte> Heartbeat { get; } = ":\n\n"u8.ToArray();

    public override void WriteItem(IBufferWriter<byte> writer, long sequence, ReadOnlySpan<byte> item) => Write(writer, sequence, "item"u8, item);

    public override void WriteResult(IBufferWriter<byte> writer, long sequence, ReadOnlySpan<byte> output) => Write(writer, sequence, "result"u8, output);

    public override void WriteError(IBufferWriter<byte> writer, long sequence, ReadOnlySpan<byte> problem) => Write(writer, sequence, "error"u8, problem);

    private static void Write(IBufferWriter<byte> writer, long sequence, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        writer.Write("id: "u8);
        WriteNumber(writer, sequence);
        writer.Write("\nevent: "u8);
        writer.Write(name);
        writer.Write("\ndata: "u8);
        WriteLine(writer, data);
        writer.Write("\n\n"u8);
    }
}
