using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Engines.Onnx;

/// <summary>The element types of ONNX and ours, one for one.</summary>
internal static class OnnxTypes
{
    private static readonly (TensorElementType Onnx, TensorType Ours)[] s_pairs =
    [
        (TensorElementType.Bool, TensorType.Bool),
        (TensorElementType.UInt8, TensorType.Uint8),
        (TensorElementType.UInt16, TensorType.Uint16),
        (TensorElementType.UInt32, TensorType.Uint32),
        (TensorElementType.UInt64, TensorType.Uint64),
        (TensorElementType.Int8, TensorType.Int8),
        (TensorElementType.Int16, TensorType.Int16),
        (TensorElementType.Int32, TensorType.Int32),
        (TensorElementType.Int64, TensorType.Int64),
        (TensorElementType.Float16, TensorType.Fp16),
        (TensorElementType.BFloat16, TensorType.Bf16),
        (TensorElementType.Float, TensorType.Fp32),
        (TensorElementType.Double, TensorType.Fp64),
        (TensorElementType.String, TensorType.String),
    ];

    /// <summary>Our type, or <see langword="null"/> for one that cannot be sent.</summary>
    public static TensorType? FromOnnx(TensorElementType type) => Array.Find(s_pairs, pair => pair.Onnx == type) is { Ours: var ours } && ours != default ? ours : null;

    public static TensorElementType ToOnnx(TensorType type) => Array.Find(s_pairs, pair => pair.Ours == type).Onnx;
}
