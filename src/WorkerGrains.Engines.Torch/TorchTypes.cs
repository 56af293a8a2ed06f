using TorchSharp;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Engines.Torch;

/// <summary>The element types of libtorch and ours, one for one. libtorch has no texts.</summary>
internal static class TorchTypes
{
    private static readonly (torch.ScalarType Torch, TensorType Ours)[] s_pairs =
    [
        (torch.ScalarType.Bool, TensorType.Bool),
        (torch.ScalarType.Byte, TensorType.Uint8),
        (torch.ScalarType.Int8, TensorType.Int8),
        (torch.ScalarType.Int16, TensorType.Int16),
        (torch.ScalarType.Int32, TensorType.Int32),
        (torch.ScalarType.Int64, TensorType.Int64),
        (torch.ScalarType.Float16, TensorType.Fp16),
        (torch.ScalarType.BFloat16, TensorType.Bf16),
        (torch.ScalarType.Float32, TensorType.Fp32),
        (torch.ScalarType.Float64, TensorType.Fp64),
    ];

    /// <summary>Our type, or <see langword="null"/> for one that cannot be sent.</summary>
    public static TensorType? FromTorch(torch.ScalarType type) => Array.Find(s_pairs, pair => pair.Torch == type) is { Ours: var ours } && ours != default ? ours : null;

    /// <summary>libtorch's type, or <see langword="null"/> for one that it does not have.</summary>
    public static torch.ScalarType? ToTorch(TensorType type) => Array.FindIndex(s_pairs, pair => pair.Ours == type) is >= 0 and var place ? s_pairs[place].Torch : null;
}
