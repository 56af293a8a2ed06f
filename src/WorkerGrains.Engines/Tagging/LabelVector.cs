using System.Numerics.Tensors;

namespace WorkerGrains.Engines.Tagging;

/// <summary>The vector of a label's description, and how similar sentences about everything are to it.</summary>
/// <param name="Vector">The vector.</param>
/// <param name="Mean">The mean of their similarities.</param>
/// <param name="Deviation">The standard deviation of these.</param>
internal sealed record LabelVector(float[] Vector, float Mean, float Deviation)
{
    // Models of the worst kind give everything the same vector.
    private const float LeastDeviation = 1e-4f;

    public static LabelVector Of(float[] vector, IReadOnlyList<float[]> background)
    {
        float[] similarities = [.. background.Select(sentence => TensorPrimitives.CosineSimilarity(vector, sentence))];
        return new LabelVector(vector, TensorPrimitives.Average<float>(similarities), Math.Max(LeastDeviation, TensorPrimitives.StdDev<float>(similarities)));
    }

    public float[] SimilaritiesTo(IReadOnlyList<float[]> sentences) => [.. sentences.Select(sentence => TensorPrimitives.CosineSimilarity(Vector, sentence))];
}
