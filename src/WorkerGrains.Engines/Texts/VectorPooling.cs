using System.Numerics.Tensors;

namespace WorkerGrains.Engines.Texts;

/// <summary>Makes the vector of a text of what the model gives for it.</summary>
/// <remarks>
/// Fewer dimensions are the first ones: models are trained for that so that the first numbers say the most. Source: A. Kusupati et al.,
/// "Matryoshka Representation Learning", 2022. Mean pooling as in N. Reimers and I. Gurevych, "Sentence-BERT", 2019.
/// </remarks>
internal sealed class VectorPooling(TextSettings settings, int dimensions)
{
    /// <summary>Pools, cuts and scales; <see langword="null"/> when that gives no numbers.</summary>
    /// <param name="values">The vectors of the row's tokens and of what fills it up, or the one vector of the text.</param>
    /// <param name="tokens">How many tokens the row has.</param>
    /// <param name="wanted">How many numbers are wanted.</param>
    public float[]? TryPool(ReadOnlySpan<float> values, int tokens, int wanted)
    {
        var vector = new float[wanted];
        if (settings.Pooling == Pooling.Mean)
        {
            for (var token = 0; token < tokens; token++)
            {
                TensorPrimitives.Add(vector, values.Slice(token * dimensions, vector.Length), vector);
            }

            TensorPrimitives.Divide(vector, tokens, vector);
        }
        else
        {
            values[..vector.Length].CopyTo(vector);
        }

        var length = TensorPrimitives.Norm<float>(vector);
        if (!float.IsFinite(length) || (settings.Normalize && length == 0))
        {
            return null;
        }

        if (settings.Normalize)
        {
            TensorPrimitives.Divide(vector, length, vector);
        }

        return vector;
    }
}
