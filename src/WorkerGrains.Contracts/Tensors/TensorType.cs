namespace WorkerGrains.Contracts.Tensors;

#pragma warning disable CA1720 // These are names of types.

/// <summary>What the elements of a tensor are. The numbers travel between silos: add, never renumber.</summary>
public enum TensorType
{
    /// <summary>True or false; one byte, 1 or 0.</summary>
    Bool = 1,

    /// <summary>An unsigned integer of 8 bits.</summary>
    Uint8 = 2,

    /// <summary>An unsigned integer of 16 bits.</summary>
    Uint16 = 3,

    /// <summary>An unsigned integer of 32 bits.</summary>
    Uint32 = 4,

    /// <summary>An unsigned integer of 64 bits.</summary>
    Uint64 = 5,

    /// <summary>A signed integer of 8 bits.</summary>
    Int8 = 6,

    /// <summary>A signed integer of 16 bits.</summary>
    Int16 = 7,

    /// <summary>A signed integer of 32 bits.</summary>
    Int32 = 8,

    /// <summary>A signed integer of 64 bits.</summary>
    Int64 = 9,

    /// <summary>A number of 16 bits: IEEE 754 binary16.</summary>
    Fp16 = 10,

    /// <summary>A number of 16 bits with the range of <see cref="Fp32"/>: bfloat16.</summary>
    Bf16 = 11,

    /// <summary>A number of 32 bits: IEEE 754 binary32.</summary>
    Fp32 = 12,

    /// <summary>A number of 64 bits: IEEE 754 binary64.</summary>
    Fp64 = 13,

    /// <summary>Text, in UTF-8.</summary>
    String = 14,
}
