using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>Reads a tensor that a caller sent as the one that a model takes, or says what is wrong with it.</summary>
internal static class TensorReader
{
    /// <summary>Reads a tensor.</summary>
    /// <param name="sent">What was sent.</param>
    /// <param name="input">What the model takes.</param>
    /// <param name="shape">The shapes that are taken; -1 where any length goes.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryRead(
        NamedTensor sent, TensorSignature input, IReadOnlyList<long> shape, [NotNullWhen(true)] out Tensor? tensor, [NotNullWhen(false)] out WorkError? error)
    {
        tensor = null;
        if (input.Type is not { } type)
        {
            error = TypeMismatch($"The input '{input.Name}' of the model is of a kind that cannot be sent.");
            return false;
        }

        long[] dimensions = [.. sent.Shape.Select(static dimension => (long)dimension)];
        error = FindMismatch(sent, dimensions, input with { Shape = shape }, type);
        if (error is not null)
        {
            return false;
        }

        if (type == TensorType.String)
        {
            tensor = Tensor.Of(dimensions, sent.Data!.Texts.ToArray());
            return true;
        }

        if (sent.Bytes is { } bytes)
        {
            // The request's own bytes: whoever runs the model does not write into them.
            tensor = Tensor.Of(type, dimensions, MemoryMarshal.AsMemory(bytes));
            return true;
        }

        var data = sent.Data!;
        var numbers = new byte[data.Count * type.Size()];
        if (!data.TryCopyTo(type, numbers, out var place))
        {
            error = TypeMismatch(string.Create(CultureInfo.InvariantCulture, $"Element {place} of the input '{input.Name}' is not of the type {type.ToName()} or outside its range. Send that type."));
            return false;
        }

        tensor = Tensor.Of(type, dimensions, numbers);
        return true;
    }

    private static WorkError? FindMismatch(NamedTensor sent, long[] shape, TensorSignature input, TensorType type)
    {
        if (Array.Exists(shape, static dimension => dimension < 0) || !TensorShape.Fit(input.Shape, shape))
        {
            return ShapeMismatch($"The shape of the input '{input.Name}' is to be {Show(input.Shape)}, where -1 takes any length.");
        }

        if (sent.Datatype is { } datatype && datatype != type)
        {
            return TypeMismatch($"The input '{input.Name}' is of the type {type.ToName()}. Send that type.");
        }

        return sent.Bytes is { } bytes ? FindMismatchInBytes(bytes, shape, input, type) : FindMismatchInData(sent.Data!, shape, input, type);
    }

    private static WorkError? FindMismatchInBytes(ReadOnlyMemory<byte> bytes, long[] shape, TensorSignature input, TensorType type)
    {
        if (type == TensorType.String)
        {
            return TypeMismatch($"The input '{input.Name}' takes texts, which are sent as data.");
        }

        if (!TryCount(shape, out var count) || bytes.Length != count * type.Size())
        {
            return ShapeMismatch($"The shape of the input '{input.Name}' asks for another number of bytes than were sent: each element takes {type.Size()}. Correct the shape or the bytes.");
        }

        return type == TensorType.Bool && bytes.Span.ContainsAnyExceptInRange((byte)0, (byte)1)
            ? TypeMismatch($"The bytes of the input '{input.Name}' are to be 0 or 1.")
            : null;
    }

    private static WorkError? FindMismatchInData(TensorData data, long[] shape, TensorSignature input, TensorType type)
    {
        if (!TryCount(shape, out var count) || data.Count != count)
        {
            return ShapeMismatch(string.Create(CultureInfo.InvariantCulture, $"The shape of the input '{input.Name}' asks for {count} elements, and {data.Count} were sent. Correct the shape or the data."));
        }

        if (!data.IsNestedLike(shape))
        {
            return ShapeMismatch($"The arrays of the input '{input.Name}' are not nested as its shape says. Nest them so, or send one flat array.");
        }

        // An empty array is of every type.
        return data.Count > 0 && (data.Type == TensorType.String) != (type == TensorType.String) && !IsNonFinite(data, type)
            ? TypeMismatch($"The input '{input.Name}' is of the type {type.ToName()}. Send that type.")
            : data.Count > 0 && (data.Type == TensorType.Bool) != (type == TensorType.Bool) ? TypeMismatch($"The input '{input.Name}' is of the type {type.ToName()}. Send that type.")
            : null;
    }

    private static bool IsNonFinite(TensorData data, TensorType type) =>
        data.Type == TensorType.String && type is TensorType.Fp16 or TensorType.Bf16 or TensorType.Fp32 or TensorType.Fp64;

    private static bool TryCount(long[] shape, out long count)
    {
        count = 1;
        foreach (var dimension in shape)
        {
            count *= dimension;
            if (count > int.MaxValue)
            {
                return false;
            }
        }

        return true;
    }

    private static string Show(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";

    private static WorkError TypeMismatch(string message) => WorkError.InvalidInput("model.type_mismatch", message);

    private static WorkError ShapeMismatch(string message) => WorkError.InvalidInput("model.shape_mismatch", message);
}
