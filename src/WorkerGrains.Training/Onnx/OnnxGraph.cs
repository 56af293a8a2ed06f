using System.Runtime.InteropServices;

namespace WorkerGrains.Training.Onnx;

/// <summary>Builds a model file in the ONNX format. The numbers are the fields of <c>onnx.proto</c>.</summary>
/// <param name="name">The name of the graph.</param>
internal sealed class OnnxGraph(string name)
{
    private const int IrVersion = 8;
    private const int OpsetVersion = 13;

    private readonly OnnxMessage _graph = new OnnxMessage().Add(2, name);

    /// <summary>Declares an input. A dimension is a name, and may be any length.</summary>
    public string Input(string name, OnnxType type, params string[] dimensions)
    {
        _graph.Add(11, Value(name, type, dimensions));
        return name;
    }

    /// <summary>Declares which value is an output.</summary>
    public void Output(string name, OnnxType type, params string[] dimensions) => _graph.Add(12, Value(name, type, dimensions));

    /// <summary>Adds a constant: a scalar without <paramref name="dimensions"/>.</summary>
    public string Constant<T>(string name, OnnxType type, ReadOnlySpan<T> values, params int[] dimensions)
        where T : unmanaged
    {
        var tensor = new OnnxMessage();
        foreach (var dimension in dimensions)
        {
            tensor.Add(1, dimension);
        }

        _graph.Add(5, tensor.Add(2, (int)type).Add(8, name).Add(9, MemoryMarshal.AsBytes(values).ToArray()));
        return name;
    }

    /// <summary>Adds an operator with one output, which is named as told.</summary>
    public string Node(string output, string operation, params string[] inputs) => Add(Node(operation, inputs, output), output);

    /// <summary>Adds an operator that has an integer attribute.</summary>
    public string Node(string output, string operation, (string Name, int Value) attribute, params string[] inputs)
    {
        const int IntegerAttribute = 2;
        return Add(Node(operation, inputs, output).Add(5, new OnnxMessage().Add(1, attribute.Name).Add(3, attribute.Value).Add(20, IntegerAttribute)), output);
    }

    /// <summary>Returns the file's bytes.</summary>
    public byte[] ToModel(string description) => new OnnxMessage()
        .Add(1, IrVersion)
        .Add(2, "WorkerGrains")
        .Add(6, description)
        .Add(7, _graph)
        .Add(8, new OnnxMessage().Add(1, "").Add(2, OpsetVersion))
        .ToArray();

    private static OnnxMessage Node(string operation, string[] inputs, string output)
    {
        var node = new OnnxMessage();
        foreach (var input in inputs)
        {
            node.Add(1, input);
        }

        return node.Add(2, output).Add(3, output).Add(4, operation);
    }

    private static OnnxMessage Value(string name, OnnxType type, string[] dimensions)
    {
        var shape = new OnnxMessage();
        foreach (var dimension in dimensions)
        {
            shape.Add(1, new OnnxMessage().Add(2, dimension));
        }

        var tensor = new OnnxMessage().Add(1, (int)type).Add(2, shape);
        return new OnnxMessage().Add(1, name).Add(2, new OnnxMessage().Add(1, tensor));
    }

    private string Add(OnnxMessage node, string output)
    {
        _graph.Add(1, node);
        return output;
    }
}
