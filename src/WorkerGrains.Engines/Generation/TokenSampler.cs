using System.Numerics.Tensors;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Generation;

/// <summary>Draws the next token.</summary>
/// <remarks>
/// For one text. Temperature flattens or sharpens the distribution, then the likeliest are kept: a number of them, and those that together
/// have a probability. Source for the latter: A. Holtzman et al., "The Curious Case of Neural Text Degeneration", 2020.
/// </remarks>
internal sealed class TokenSampler(GenerateText input)
{
    // A seeded generator of .NET draws the same numbers in every version.
    private readonly Random _random = input.Seed is { } seed ? new Random(seed) : new Random();
    private float[] _probabilities = [];
    private int[] _tokens = [];

    /// <summary>Draws one of the tokens, by the number that the model gave each. Negative when those are no numbers.</summary>
    public int Draw(ReadOnlySpan<float> logits)
    {
        var likeliest = TensorPrimitives.IndexOfMax(logits);
        if (!float.IsFinite(logits[likeliest]))
        {
            return -1;
        }

        return input.Temperature == 0 ? likeliest : Draw(logits, logits[likeliest]);
    }

    private int Draw(ReadOnlySpan<float> logits, float highest)
    {
        if (_tokens.Length != logits.Length)
        {
            (_tokens, _probabilities) = (new int[logits.Length], new float[logits.Length]);
        }

        for (var token = 0; token < logits.Length; token++)
        {
            // Negative, so that sorting puts the likeliest first.
            (_tokens[token], _probabilities[token]) = (token, -MathF.Exp((logits[token] - highest) / input.Temperature));
        }

        var kept = logits.Length;
        if (input.TopK is not null || input.TopP is not null)
        {
            Array.Sort(_probabilities, _tokens);
            kept = Keep();
        }

        return _tokens[Pick(_probabilities.AsSpan(0, kept))];
    }

    private int Keep()
    {
        var kept = Math.Min(input.TopK ?? int.MaxValue, _tokens.Length);
        if (input.TopP is not { } share)
        {
            return kept;
        }

        var wanted = share * TensorPrimitives.Sum(_probabilities.AsSpan(0, kept));
        var sum = 0f;
        for (var place = 0; place < kept; place++)
        {
            sum += _probabilities[place];
            if (sum <= wanted)
            {
                return place + 1;
            }
        }

        return kept;
    }

    private int Pick(ReadOnlySpan<float> probabilities)
    {
        var left = (float)_random.NextDouble() * TensorPrimitives.Sum(probabilities);
        for (var place = 0; place < probabilities.Length - 1; place++)
        {
            left -= probabilities[place];
            if (left > 0)
            {
                return place;
            }
        }

        return probabilities.Length - 1;
    }
}
