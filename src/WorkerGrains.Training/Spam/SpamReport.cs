using System.Globalization;
using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Training.Spam;

/// <summary>What is told about a trained model, beside its file.</summary>
/// <param name="Training">The mails it was trained on.</param>
/// <param name="CrossValidated">How models of other folds judged each of those.</param>
/// <param name="HeldOut">How the model judges whole messages that it was not trained on.</param>
/// <param name="HeldOutText">How it judges the same when only subject and text are known.</param>
/// <param name="HeldOutUnlike">How it judges those of them of which it knows no copy.</param>
internal sealed record SpamReport(
    IReadOnlyList<TrainingMail> Training, ConfusionMatrix CrossValidated, ConfusionMatrix HeldOut, ConfusionMatrix HeldOutText, ConfusionMatrix HeldOutUnlike)
{
    /// <summary>The probability from which on a mail is called spam.</summary>
    public const double Threshold = 0.5;

    /// <summary>Returns the model's README.</summary>
    public string ToMarkdown() => string.Create(CultureInfo.InvariantCulture, $"""
        # email-spam

        Tells spam from ham: a logistic regression over hashed words, pairs of words and facts of a mail's structure, trained by this project.
        The training program writes this page; the figures are measured with the model file beside it.

            dotnet run --project src/WorkerGrains.Training -- spam

        ## Input and output

        | | name | type | what |
        | --- | --- | --- | --- |
        | input | `features` | int64 `[batch, n]` | ids from 1 to {SpamFeatures.BucketCount - 1}, each once, as `SpamFeatures` makes them; padded with 0 |
        | output | `spam_probability` | float32 `[batch]` | calibrated probability that the mail is spam; {Threshold} and more is called spam |

        A result depends neither on padding nor on the other mails of a batch.

        ## How good it is

        | | mails | accuracy | precision of spam | recall of spam |
        | --- | --- | --- | --- | --- |
        {Row("held out, whole messages", HeldOut)}
        {Row("held out, only subject and text", HeldOutText)}
        {Row("held out, less near copies of training mails", HeldOutUnlike)}
        {Row("training mails, 5-fold cross-validation by thread", CrossValidated)}

        Held out, whole messages:

        | | called spam | called ham |
        | --- | --- | --- |
        | spam | {HeldOut.SpamAsSpam} | {HeldOut.SpamAsHam} |
        | ham | {HeldOut.HamAsSpam} | {HeldOut.HamAsHam} |

        The mails are from 2002, most ham is from mailing lists, and nearly all is in English. Expect less of the model elsewhere, most of all on
        newsletters, invoices and other mail that businesses send, on short mails, and on languages other than English: measure it on your own
        mail before you let it delete anything.

        ## Data

        The SpamAssassin public mail corpus, as packaged in npm `{SpamCorpus.Package}`: database PDDL 1.0, contents CC0. The model was trained on
        {Training.Count} mails ({Training.Count(static mail => mail.IsSpam)} spam, {Training.Count(static mail => !mail.IsSpam)} ham). Not trained on were the {HeldOut.Count} mails that
        `src/WorkerGrains.Training/Spam/held-out.txt` names. Spam and newsletters went to many people, so {HeldOut.Count - HeldOutUnlike.Count} of these have a near copy
        among the training mails; the table says how the model does without them. Where and when a mail was collected (routing and list headers,
        list footers, addresses, host names, dates) is not looked at.

        """);

    private static string Row(string name, ConfusionMatrix confusion) => string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {confusion.Count} | {100 * confusion.Accuracy:F1} % | {100 * confusion.Precision:F1} % | {100 * confusion.Recall:F1} % |");
}
