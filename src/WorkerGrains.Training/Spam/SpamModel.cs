namespace WorkerGrains.Training.Spam;

/// <summary>A logistic regression over feature ids, each of which weighs one divided by the root of their number.</summary>
/// <param name="Weights">One for each id.</param>
/// <param name="Bias">The score of a mail without features.</param>
internal sealed record SpamModel(float[] Weights, float Bias)
{
    /// <summary>The log odds that a mail is spam.</summary>
    public float Score(LabelledFeatures mail)
    {
        var ids = mail.Features.GetIndices();
        var values = mail.Features.GetValues();
        var score = Bias;
        for (var index = 0; index < ids.Length; index++)
        {
            score += Weights[ids[index]] * values[index];
        }

        return score;
    }

    /// <summary>The same model with all its scores multiplied and moved.</summary>
    public SpamModel Rescale(float slope, float offset) => new([.. Weights.Select(weight => weight * slope)], (Bias * slope) + offset);
}
