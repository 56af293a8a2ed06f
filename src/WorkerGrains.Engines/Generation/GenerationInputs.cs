using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Generation;

/// <summary>What a language model takes beside its cache, in the form in which it was exported: one position for all rows, or one for each token; maybe a mask of what is no token.</summary>
/// <remarks>Not thread-safe: the memory of a run is used again for the next.</remarks>
internal sealed class GenerationInputs(bool hasMask, bool hasPositionForEach) : IDisposable
{
    private const string Tokens = "input_ids";
    private const string Position = "position";
    private const string PositionForEach = "position_ids";
    private const string Mask = "attention_mask";
    private const string PastKeys = "past_key";
    private const string PastValues = "past_value";

    private readonly PinnedTensor<long> _tokens = new();
    private readonly PinnedTensor<long> _positions = new();
    private readonly PinnedTensor<long> _mask = new();

    /// <summary>The names, in the order in which the values are.</summary>
    public IReadOnlyList<string> Names { get; } = [Tokens, hasPositionForEach ? PositionForEach : Position, PastKeys, PastValues, .. hasMask ? [Mask] : Array.Empty<string>()];

    /// <summary>Whether texts of unlike length can be rows of one run: padding is told from tokens, and each row has places of its own.</summary>
    public bool TakesUnlikeLengths => hasMask && hasPositionForEach;

    /// <summary>The inputs of a model, or <see langword="null"/> when it is none that goes on with texts.</summary>
    public static GenerationInputs? Of(IReadOnlyList<TensorSpec> inputs)
    {
        var forms = new GenerationInputs(inputs.Any(static input => input.Name == Mask), inputs.Any(static input => input.Name == PositionForEach));
        return inputs.Count == forms.Names.Count && inputs.All(Fits) ? forms : null;

        bool Fits(TensorSpec input) => forms.Names.Contains(input.Name) && input.Name switch
        {
            Tokens or PositionForEach or Mask => input.Fits(TensorElementType.Int64, -1, -1),
            Position => input.Fits(TensorElementType.Int64, -1),
            _ => input.Fits(TensorElementType.Float, -1, -1, -1, -1, -1) && input.Dimensions is [> 0, _, > 0, _, > 0],
        };
    }

    /// <summary>The shape of keys and values, as a model declares it.</summary>
    public static IReadOnlyList<long> CacheShapeOf(IReadOnlyList<TensorSpec> inputs) => inputs.First(static input => input.Name == PastKeys).Dimensions;

    /// <summary>Fills in a run.</summary>
    /// <param name="tokens">As many for each row, row after row.</param>
    /// <param name="past">What the model remembers of the rows.</param>
    /// <returns>The values, until the next run.</returns>
    public OrtValue[] Fill(ReadOnlySpan<int> tokens, KeyValueCache past)
    {
        var count = tokens.Length / past.Rows;
        var given = _tokens.Reshape(past.Rows, count);
        for (var i = 0; i < tokens.Length; i++)
        {
            given[i] = tokens[i];
        }

        if (hasPositionForEach)
        {
            var positions = _positions.Reshape(past.Rows, count);
            for (var i = 0; i < tokens.Length; i++)
            {
                positions[i] = past.Length - past.Padding[i / count] + (i % count);
            }
        }
        else
        {
            var positions = _positions.Reshape(count);
            for (var i = 0; i < count; i++)
            {
                positions[i] = past.Length + i;
            }
        }

        if (!hasMask)
        {
            return [_tokens.Value, _positions.Value, past.Keys, past.Values];
        }

        var length = past.Length + count;
        var mask = _mask.Reshape(past.Rows, length);
        mask.Fill(1);
        for (var row = 0; row < past.Rows; row++)
        {
            mask.Slice(row * length, past.Padding[row]).Clear();
        }

        return [_tokens.Value, _positions.Value, past.Keys, past.Values, _mask.Value];
    }

    public void Dispose()
    {
        _tokens.Dispose();
        _positions.Dispose();
        _mask.Dispose();
    }
}
