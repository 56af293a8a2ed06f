using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;
using Tensor = WorkerGrains.Engines.Tensors.Tensor;

namespace WorkerGrains.Engines.Onnx;

/// <summary>One tensor to read from what a run gives.</summary>
/// <param name="Name">The model's output.</param>
/// <param name="Signature">The tensor.</param>
/// <param name="Read">Copies it out of the runtime's memory.</param>
internal sealed record OnnxOutput(string Name, TensorSignature Signature, Func<OrtValue, Tensor> Read)
{
    /// <summary>The tensors of one output: itself, or the values and keys of a sequence of maps.</summary>
    public static IEnumerable<OnnxOutput> Of(TensorSpec output) => output.MapKey is { } key
        ? [
            new(output.Name, new(output.Name, TensorType.Fp32, [-1, -1]), value => ReadMaps(value, key).Values),
            new(output.Name, new(output.Name + ".keys", OnnxTypes.FromOnnx(key), [-1]) { IsShared = true }, value => ReadMaps(value, key).Keys),
        ]
        : [new(output.Name, output.ToSignature(), ReadTensor)];

    private static Tensor ReadTensor(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        if (OnnxTypes.FromOnnx(info.ElementDataType) is not { } type)
        {
            throw new ModelRunException("An output is of a type that cannot be sent.");
        }

        return type == TensorType.String
            ? Tensor.Of(info.Shape, value.GetStringTensorAsArray())
            : Tensor.Of(type, info.Shape, info.ElementCount == 0 ? Array.Empty<byte>() : Bytes(value, checked((int)info.ElementCount * type.Size())));
    }

    private static byte[] Bytes(OrtValue value, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        value.GetTensorMutableRawData()[..length].CopyTo(bytes);
        return bytes;
    }

    private static (Tensor Values, Tensor Keys) ReadMaps(OrtValue sequence, TensorElementType keyType)
    {
        var rows = sequence.GetValueCount();
        Tensor? keys = null;
        var values = new List<float>();
        for (var row = 0; row < rows; row++)
        {
            using var map = sequence.GetValue(row, OrtAllocator.DefaultInstance);
            using var mapKeys = map.GetValue(0, OrtAllocator.DefaultInstance);
            using var mapValues = map.GetValue(1, OrtAllocator.DefaultInstance);
            keys ??= ReadTensor(mapKeys);
            values.AddRange(mapValues.GetTensorDataAsSpan<float>());
        }

        keys ??= Tensor.Zeros(OnnxTypes.FromOnnx(keyType) ?? TensorType.Int64, [0]);
        return (Tensor.Of(TensorType.Fp32, [rows, keys.Shape[0]], MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)).ToArray()), keys);
    }
}
