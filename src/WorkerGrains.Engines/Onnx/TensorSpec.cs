using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace WorkerGrains.Engines.Onnx;

/// <summary>An input or output that a model declares.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="ElementType">What it is made of; <see langword="null"/> when it is no tensor but a sequence or a map.</param>
/// <param name="Dimensions">Its shape; -1 where any length goes.</param>
internal sealed record TensorSpec(string Name, TensorElementType? ElementType, IReadOnlyList<long> Dimensions)
{
    public static TensorSpec Of(string name, NodeMetadata metadata) => metadata.IsTensor
        ? new(name, metadata.ElementDataType, Array.ConvertAll(metadata.Dimensions, static dimension => (long)dimension))
        : new(name, null, []);

    /// <summary>Whether a tensor of this type and shape goes; -1 in the shape asks for any length.</summary>
    public bool Fits(TensorElementType elementType, params ReadOnlySpan<long> shape)
    {
        if (ElementType != elementType || Dimensions.Count != shape.Length)
        {
            return false;
        }

        for (var i = 0; i < shape.Length; i++)
        {
            if (Dimensions[i] != shape[i] && Dimensions[i] != -1 && shape[i] != -1)
            {
                return false;
            }
        }

        return true;
    }
}
