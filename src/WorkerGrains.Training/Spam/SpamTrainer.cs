using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;

namespace WorkerGrains.Training.Spam;

/// <summary>Trains with ML.NET. The same rows give the same model.</summary>
internal static class SpamTrainer
{
    private const int Folds = 5;

    private static readonly LbfgsLogisticRegressionBinaryTrainer.Options s_options = new()
    {
        ExampleWeightColumnName = nameof(LabelledFeatures.Weight),
        L1Regularization = 0,
        L2Regularization = 0.001f,
        OptimizationTolerance = 1e-6f,

        // Sums depend on their order, and that on how many threads there are.
        NumberOfThreads = 1,
    };

    /// <summary>Trains on all mails, and sets the scores right by models that had not seen the mails they scored.</summary>
    /// <param name="mails">What to train on.</param>
    /// <param name="confusion">Counts how those models judged; an estimate of how well the model judges mails from elsewhere in the corpus.</param>
    public static SpamModel Train(IReadOnlyList<TrainingMail> mails, ConfusionMatrix confusion)
    {
        var scores = new List<LabelledScore>();
        for (var fold = 0; fold < Folds; fold++)
        {
            var model = Fit(mails.Where(mail => mail.Thread % Folds != fold));
            foreach (var mail in mails.Where(mail => mail.Thread % Folds == fold))
            {
                scores.AddRange(mail.Rows.Select(row => new LabelledScore(row.Label, row.Weight, model.Score(row))));
                confusion.Add(mail.IsSpam, model.Score(mail.Rows[0]) >= 0);
            }
        }

        var context = new MLContext(seed: 0);
        IPredictionTransformer<PlattCalibrator> calibration = context.BinaryClassification.Calibrators
            .Platt(exampleWeightColumnName: nameof(LabelledScore.Weight)).Fit(context.Data.LoadFromEnumerable(scores));

        // A calibrator gives 1 / (1 + exp(slope * score + offset)): the opposite sign of log odds.
        return Fit(mails).Rescale((float)-calibration.Model.Slope, (float)-calibration.Model.Offset);
    }

    private static SpamModel Fit(IEnumerable<TrainingMail> mails)
    {
        var context = new MLContext(seed: 0);
        var rows = context.Data.LoadFromEnumerable(mails.SelectMany(static mail => mail.Rows));
        var model = context.BinaryClassification.Trainers.LbfgsLogisticRegression(s_options).Fit(rows).Model.SubModel;
        return new([.. model.Weights], model.Bias);
    }

    private sealed record LabelledScore(bool Label, float Weight, float Score);
}
