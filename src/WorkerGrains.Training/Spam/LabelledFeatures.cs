using Microsoft.ML.Data;
using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Training.Spam;

/// <summary>One row of training data.</summary>
internal sealed class LabelledFeatures
{
    public LabelledFeatures(long[] ids, bool isSpam, float weight)
    {
        Label = isSpam;
        Weight = weight;
        Features = new(SpamFeatures.BucketCount, ids.Length, [.. Enumerable.Repeat(1 / MathF.Sqrt(Math.Max(1, ids.Length)), ids.Length)], [.. ids.Order().Select(static id => (int)id)]);
    }

    public bool Label { get; }

    /// <summary>How many rows this one counts as.</summary>
    public float Weight { get; }

    /// <summary>One divided by the root of their number at each id, so that long mails do not outweigh short ones.</summary>
    [VectorType(SpamFeatures.BucketCount)]
    public VBuffer<float> Features { get; }
}
