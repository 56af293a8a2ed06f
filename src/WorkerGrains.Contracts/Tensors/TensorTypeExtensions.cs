namespace WorkerGrains.Contracts.Tensors;

/// <summary>What follows from an element type.</summary>
public static class TensorTypeExtensions
{
    /// <summary>How many bytes an element takes; 0 for text, whose elements are as long as they are.</summary>
    public static int Size(this TensorType type) => type switch
    {
        TensorType.Bool or TensorType.Uint8 or TensorType.Int8 => 1,
        TensorType.Uint16 or TensorType.Int16 or TensorType.Fp16 or TensorType.Bf16 => 2,
        TensorType.Uint32 or TensorType.Int32 or TensorType.Fp32 => 4,
        TensorType.Uint64 or TensorType.Int64 or TensorType.Fp64 => 8,
        _ => 0,
    };

    /// <summary>Its name in contracts: <c>fp32</c>.</summary>
#pragma warning disable CA1308 // The names are lower case.
    public static string ToName(this TensorType type) => type.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
