using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Images;

/// <summary>Reads a model's scores as labels.</summary>
internal static class LabelRanking
{
    private const float SumTolerance = 0.01f;

    /// <summary>Whether scores are probabilities already: none below zero, one in all.</summary>
    public static bool AreProbabilities(ReadOnlySpan<float> scores)
    {
        var sum = 0f;
        foreach (var score in scores)
        {
            if (!(score >= 0))
            {
                return false;
            }

            sum += score;
        }

        return Math.Abs(sum - 1) <= SumTolerance;
    }

    /// <summary>Turns logits into probabilities, in place.</summary>
    public static void Softmax(Span<float> scores)
    {
        var highest = float.NegativeInfinity;
        foreach (var score in scores)
        {
            highest = Math.Max(highest, score);
        }

        var sum = 0f;
        foreach (ref var score in scores)
        {
            // Relative to the highest, so that no exponential overflows.
            score = MathF.Exp(score - highest);
            sum += score;
        }

        foreach (ref var score in scores)
        {
            score /= sum;
        }
    }

    /// <summary>The labels of the highest probabilities, highest first; of equal ones the lower index first.</summary>
    public static ImageLabels Top(ReadOnlySpan<float> probabilities, int top, IReadOnlyList<string> labels)
    {
        Span<int> best = stackalloc int[Math.Min(top, probabilities.Length)];
        var count = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (count == best.Length && !(probabilities[i] > probabilities[best[^1]]))
            {
                continue;
            }

            var place = count < best.Length ? count++ : count - 1;
            for (; place > 0 && probabilities[i] > probabilities[best[place - 1]]; place--)
            {
                best[place] = best[place - 1];
            }

            best[place] = i;
        }

        var ranked = new ImageLabel[count];
        for (var i = 0; i < count; i++)
        {
            // Rounding may carry a sum of exponentials a hair past one.
            ranked[i] = new ImageLabel { Label = labels[best[i]], Index = best[i], Confidence = Math.Min(probabilities[best[i]], 1) };
        }

        return new ImageLabels { Labels = ranked };
    }
}
