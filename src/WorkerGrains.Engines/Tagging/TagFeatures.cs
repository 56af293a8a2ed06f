using System.Numerics.Tensors;

namespace WorkerGrains.Engines.Tagging;

/// <summary>How near a text is to a label, in figures that mean the same for every label and every model.</summary>
/// <param name="Nearest">The similarity of the nearest sentence, in standard deviations above what sentences about everything have.</param>
/// <param name="Mean">That of all sentences on average.</param>
/// <param name="Length">What the nearest of so many sentences is to be expected at by chance, about √(2 ln n): long texts have more chances.</param>
internal readonly record struct TagFeatures(double Nearest, double Mean, double Length)
{
    public static TagFeatures Of(ReadOnlySpan<float> similarities, LabelVector label)
    {
        var nearest = (TensorPrimitives.Max(similarities) - label.Mean) / label.Deviation;
        var mean = (TensorPrimitives.Average(similarities) - label.Mean) / label.Deviation;
        return new TagFeatures(nearest, mean, Math.Sqrt(2 * Math.Log(similarities.Length)));
    }
}
