using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace WorkerGrains.Engines.Generation;

/// <summary>What a model remembers of texts, one a row: its keys and values, as it gave them and takes them back.</summary>
/// <remarks>
/// The shape is layers, rows, heads, tokens, width. Rows end together: a shorter one has padding before it, which a model with a mask does not look at.
/// A step's cache goes into the next as it is; rows are copied only when they part or come together.
/// </remarks>
/// <param name="keys">The keys.</param>
/// <param name="values">The values.</param>
/// <param name="padding">For each row how many tokens before its first are none.</param>
/// <param name="length">How many tokens there are, padding included.</param>
internal sealed class KeyValueCache(OrtValue keys, OrtValue values, IReadOnlyList<int> padding, int length) : IDisposable
{
    private const int RowDimension = 1;
    private const int TokenDimension = 3;

    public OrtValue Keys => keys;

    public OrtValue Values => values;

    public int Rows => padding.Count;

    public IReadOnlyList<int> Padding => padding;

    /// <summary>How many tokens it covers: as many as its longest row.</summary>
    public int Length => length;

    /// <summary>The memory of a text that has not begun.</summary>
    /// <param name="shape">The shape of keys and values; what it says of rows and tokens is not looked at.</param>
    public static KeyValueCache Empty(IReadOnlyList<long> shape)
    {
        long[] empty = [shape[0], 1, shape[2], 0, shape[4]];
        return new KeyValueCache(Allocate(empty), Allocate(empty), [0], length: 0);
    }

    /// <summary>A cache of rows of others.</summary>
    public static KeyValueCache Gather(IReadOnlyList<(KeyValueCache Cache, int Row)> rows)
    {
        var length = rows.Max(static row => row.Cache.LengthOf(row.Row));
        return new KeyValueCache(
            Gather(rows, length, static cache => cache.Keys), Gather(rows, length, static cache => cache.Values), [.. rows.Select(row => length - row.Cache.LengthOf(row.Row))], length);
    }

    public void Dispose()
    {
        keys.Dispose();
        values.Dispose();
    }

    private int LengthOf(int row) => length - padding[row];

    private static OrtValue Gather(IReadOnlyList<(KeyValueCache Cache, int Row)> rows, int length, Func<KeyValueCache, OrtValue> part)
    {
        var shape = part(rows[0].Cache).GetTensorTypeAndShape().Shape;
        var (layers, heads, width) = ((int)shape[0], (int)shape[2], (int)shape[4]);
        shape[RowDimension] = rows.Count;
        shape[TokenDimension] = length;
        var gathered = Allocate(shape);
        var target = gathered.GetTensorMutableDataAsSpan<float>();
        for (var row = 0; row < rows.Count; row++)
        {
            var (cache, place) = rows[row];
            var source = part(cache).GetTensorDataAsSpan<float>();
            var kept = cache.LengthOf(place) * width;
            for (var layer = 0; layer < layers; layer++)
            {
                for (var head = 0; head < heads; head++)
                {
                    var from = source.Slice(((((layer * cache.Rows) + place) * heads) + head) * cache.Length * width, cache.Length * width);
                    var to = target.Slice(((((layer * rows.Count) + row) * heads) + head) * length * width, length * width);
                    to[..^kept].Clear();
                    from[^kept..].CopyTo(to[^kept..]);
                }
            }
        }

        return gathered;
    }

    private static OrtValue Allocate(long[] shape) => OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape);
}
