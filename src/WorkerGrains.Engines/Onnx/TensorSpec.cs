using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Onnx;

/// <summary>An input or output that a model declares.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="ElementType">What it is made of; <see langword="null"/> when it is no tensor but a sequence or a map.</param>
/// <param name="Dimensions">Its shape; -1 where any length goes.</param>
internal sealed record TensorSpec(string Name, TensorElementType? ElementType, IReadOnlyList<long> Dimensions)
{
    /// <summary>What the model calls its first dimension when that is of any length; empty when it does not say.</summary>
    public string FirstDimension { get; private init; } = "";

    /// <summary>The type of the keys when it is a sequence of maps to 32-bit floats, as classifiers of ONNX-ML give.</summary>
    public TensorElementType? MapKey { get; private init; }

    public static TensorSpec Of(string name, NodeMetadata metadata) => metadata.IsTensor
        ? new(name, metadata.ElementDataType, Array.ConvertAll(metadata.Dimensions, static dimension => (long)dimension))
        {
            FirstDimension = metadata.SymbolicDimensions.FirstOrDefault() ?? "",
        }
        : new(name, null, []) { MapKey = MapKeyOf(metadata) };

    /// <summary>Whether a tensor of this type and shape goes; -1 in the shape asks for any length.</summary>
    public bool Fits(TensorElementType elementType, params ReadOnlySpan<long> shape) => ElementType == elementType && TensorShape.Fit(Dimensions, shape);

    /// <summary>The same in words that do not depend on what runs the model.</summary>
    public TensorSignature ToSignature() => new(Name, ElementType is { } type ? OnnxTypes.FromOnnx(type) : null, Dimensions) { FirstDimension = FirstDimension };

    private static TensorElementType? MapKeyOf(NodeMetadata metadata) =>
        metadata.OnnxValueType == OnnxValueType.ONNX_TYPE_SEQUENCE
        && metadata.AsSequenceMetadata().ElementMeta is { OnnxValueType: OnnxValueType.ONNX_TYPE_MAP } element
        && element.AsMapMetadata() is { ValueMetadata.IsTensor: true, ValueMetadata.ElementDataType: TensorElementType.Float } map
            ? map.KeyDataType
            : null;
}
