using System.Buffers;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Run;

/// <summary>One JSON document a line.</summary>
internal sealed class NdJsonFormat : StreamFormat
{
    public static NdJsonFormat Instance { get; } = new();

    public override string ContentType => MediaTypes.NdJson;

    public override void WriteItem(IBufferWriter<byte> writer, long sequence, ReadOnlySpan<byte> item) => Write(writer, sequence, "item"u8, item);

    public override void WriteResult(IBufferWriter<byte> writer, long sequence, ReadOnlySpan<byte> output) => Write(writer, sequence, "result"u8, output);

    public override void WriteError(IBufferWriter<byte> writer, long sequence, ReadOnlySpan<byte> problem) => Write(writer, sequence, "error"u8, problem);

    private static void Write(IBufferWriter<byte> writer, long sequence, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        writer.Write("{\"sequence\":"u8);
        WriteNumber(writer, sequence);
        writer.Write(",\""u8);
        writer.Write(name);
        writer.Write("\":"u8);
        WriteLine(writer, value);
        writer.Write("}\n"u8);
    }
}
