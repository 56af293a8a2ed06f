using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace WorkerGrains.Engines.Onnx;

/// <summary>A tensor in memory that never moves, so that a model reads and writes it where it is, run after run.</summary>
/// <remarks>Grows to the largest shape it was given and never shrinks. Not thread-safe: each lane has its own. Its owner disposes of it.</remarks>
internal sealed class PinnedTensor<T> : IDisposable
    where T : unmanaged
{
    private T[] _items = [];
    private long[] _shape = [];
    private OrtValue? _value;

    /// <summary>The tensor as a model takes it.</summary>
    public OrtValue Value => _value ?? throw new InvalidOperationException("The tensor has no shape yet.");

    /// <summary>Gives it a shape. What it held is undefined unless the shape is the one it has.</summary>
    /// <returns>Its elements, to fill or to read.</returns>
    public Span<T> Reshape(params ReadOnlySpan<long> shape)
    {
        var length = 1;
        foreach (var dimension in shape)
        {
            length = checked(length * (int)dimension);
        }

        if (_value is null || !shape.SequenceEqual(_shape))
        {
            if (length > _items.Length)
            {
                _items = GC.AllocateUninitializedArray<T>(length, pinned: true);
            }

            _shape = shape.ToArray();
            _value?.Dispose();
            _value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.CreateFromPinnedArray(_items, 0, length), _shape);
        }

        return _items.AsSpan(0, length);
    }

    public void Dispose()
    {
        _value?.Dispose();
        _value = null;
    }
}
