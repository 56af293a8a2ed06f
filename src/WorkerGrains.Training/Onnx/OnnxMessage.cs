using Google.Protobuf;

namespace WorkerGrains.Training.Onnx;

/// <summary>One protobuf message of the ONNX format, written field by field.</summary>
internal sealed class OnnxMessage
{
    private readonly List<Action<CodedOutputStream>> _fields = [];

    public OnnxMessage Add(int field, long value) => Add(field, WireFormat.WireType.Varint, output => output.WriteInt64(value));

    public OnnxMessage Add(int field, string value) => Add(field, WireFormat.WireType.LengthDelimited, output => output.WriteString(value));

    public OnnxMessage Add(int field, byte[] value) => Add(field, WireFormat.WireType.LengthDelimited, output => output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value)));

    public OnnxMessage Add(int field, OnnxMessage value) => Add(field, value.ToArray());

    public byte[] ToArray()
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes);
        foreach (var write in _fields)
        {
            write(output);
        }

        output.Flush();
        return bytes.ToArray();
    }

    private OnnxMessage Add(int field, WireFormat.WireType type, Action<CodedOutputStream> write)
    {
        _fields.Add(output => output.WriteTag(field, type));
        _fields.Add(write);
        return this;
    }
}
