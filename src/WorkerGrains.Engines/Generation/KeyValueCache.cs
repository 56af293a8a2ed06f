using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace WorkerGrains.Engines.Generation;

/// <summary>What a model remembers of texts of the same length, one a row: its keys and values, as it gave them and takes them back.</summary>
/// <remarks>The shape is layers, rows, heads, tokens, width. A step's cache goes into the next as it is; rows are copied only when they part or come together.</remarks>
internal sealed class KeyValueCache(OrtValue keys, OrtValue values, int rows, int length) : IDisposable
{
    private const int RowDimension = 1;

    public OrtValue Keys => keys;

    public OrtValue Values => values;

    public int Rows => rows;

    /// <summary>How many tokens it covers.</summary>
    public int Length => length;

    /// <summary>The memory of a text that has not begun.</summary>
    /// <param name="shape">The shape of keys and values; what it says of rows and tokens is not looked at.</param>
    public static KeyValueCache Empty(IReadOnlyList<long> shape)
    {
        long[] empty = [shape[0], 1, shape[2], 0, shape[4]];
        return new KeyValueCache(Allocate(empty), Allocate(empty), rows: 1, length: 0);
    }

    /// <summary>A cache of rows of others, which must cover as many tokens as each other.</summary>
    public static KeyValueCache Gather(IReadOnlyList<(KeyValueCache Cache, int Row)> rows) => new(
        Gather(rows, static cache => cache.Keys), Gather(rows, static cache => cache.Values), rows.Count, rows[0].Cache.Length);

    public void Dispose()
    {
        keys.Dispose();
        values.Dispose();
    }

    private static OrtValue Gather(IReadOnlyList<(KeyValueCache Cache, int Row)> rows, Func<KeyValueCache, OrtValue> part)
    {
        var shape = part(rows[0].Cache).GetTensorTypeAndShape().Shape;
        shape[RowDimension] = rows.Count;
        var gathered = Allocate(shape);
        var target = gathered.GetTensorMutableDataAsSpan<float>();
        var layers = (int)shape[0];
        var block = target.Length / layers / rows.Count;
        for (var row = 0; row < rows.Count; row++)
        {
            var (cache, place) = rows[row];
            var source = part(cache).GetTensorDataAsSpan<float>();
            for (var layer = 0; layer < layers; layer++)
            {
                source.Slice(((layer * cache.Rows) + place) * block, block).CopyTo(target[(((layer * rows.Count) + row) * block)..]);
            }
        }

        return gathered;
    }

    private static OrtValue Allocate(long[] shape) => OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape);
}
