using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Tensors;

/// <summary>A tensor as it is sent: its name, its shape and its elements, as a list or as bytes.</summary>
[OneFormOf("data", "bytes")]
public sealed record NamedTensor
{
    /// <summary>The name that the model has for it.</summary>
    [Description("The name that the model has for it."), TextLength(1, 256)]
    public required string Name { get; init; }

    /// <summary>What it is made of; the model's own type when it is not given.</summary>
    [Description("What it is made of; the model's own type when it is not given.")]
    public TensorType? Datatype { get; init; }

    /// <summary>Its shape, the batch included; empty for a single number.</summary>
    [Description("Its shape, the batch included; empty for a single number."), Length(0, 16)]
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The elements in row-major order, flat or nested as the shape is.</summary>
    [Description("The elements in row-major order, flat or nested as the shape is. Numbers that JSON cannot write are the texts NaN, Infinity and -Infinity.")]
    public TensorData? Data { get; init; }

    /// <summary>The elements as they are in memory: little-endian, row-major; bool is a byte of 0 or 1. Not for texts.</summary>
    [Description("The elements as they are in memory: little-endian, row-major; bool is a byte of 0 or 1. Not for texts.")]
    public ReadOnlyMemory<byte>? Bytes { get; init; }

    /// <summary>A tensor of numbers, copied.</summary>
    public static NamedTensor Of<T>(string name, IReadOnlyList<int> shape, params T[] elements)
        where T : unmanaged
    {
        var data = TensorData.Of<T>(elements);
        return new() { Name = name, Shape = shape, Datatype = data.Type, Bytes = data.Bytes };
    }

    /// <summary>A tensor of texts.</summary>
    public static NamedTensor Of(string name, IReadOnlyList<int> shape, params string[] elements) =>
        new() { Name = name, Shape = shape, Datatype = TensorType.String, Data = TensorData.Of(elements) };

    /// <summary>The numbers, in whichever form they came.</summary>
    /// <exception cref="OverflowException">A number is outside the range of the type.</exception>
    public T[] ToArray<T>()
        where T : unmanaged => Bytes is { } bytes && Datatype is { } type ? TensorData.Over(type, bytes, default).ToArray<T>() : Data?.ToArray<T>() ?? [];
}
