using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Training.Spam;

/// <summary>Trains the spam model that ships with the product, and writes down how good it is.</summary>
internal static class SpamTraining
{
    private const string Description = "Probability that a mail is spam: a logistic regression over hashed words, trained by this project on the SpamAssassin public mail corpus.";

    // Share of features in common from which on two mails count as copies of each other.
    private const double CopySimilarity = 0.8;

    /// <summary>Trains and writes <c>Shipped/email-spam</c> of the engines.</summary>
    /// <param name="root">The folder of the repository.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    public static async Task RunAsync(string root, CancellationToken cancellationToken)
    {
        var corpus = await SpamCorpus.ReadAsync(Path.Combine(root, "artifacts", "spam-corpus"), cancellationToken);
        var heldOutNames = (await File.ReadAllLinesAsync(Path.Combine(root, "src", "WorkerGrains.Training", "Spam", "held-out.txt"), cancellationToken))
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var heldOut = corpus.Where(mail => heldOutNames.Contains(mail.Name)).ToList();
        var mails = corpus.Where(mail => !heldOutNames.Contains(mail.Name)).Select(static mail => new TrainingMail(mail)).ToList();
        Console.WriteLine($"Training on {mails.Count} of {corpus.Count} mails.");

        var crossValidated = new ConfusionMatrix();
        var onnx = SpamGraph.ToOnnx(SpamTrainer.Train(mails, crossValidated), Description);

        using var session = new InferenceSession(onnx);
        var report = new SpamReport(
            mails,
            crossValidated,
            Evaluate(session, heldOut, FromMessage),
            Evaluate(session, heldOut, FromText),
            Evaluate(session, WithoutCopies(heldOut, mails), FromMessage));

        var folder = Path.Combine(root, "src", "WorkerGrains.Engines", "Shipped", "email-spam");
        Directory.CreateDirectory(Path.Combine(folder, "1"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "1", "model.onnx"), onnx, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "README.md"), report.ToMarkdown(), cancellationToken);
    }

    private static long[] FromMessage(CorpusMail mail) => SpamFeatures.FromMessage(mail.Message);

    private static long[] FromText(CorpusMail mail)
    {
        var content = MailReader.Read(mail.Message);
        return SpamFeatures.FromText(content.Subject, content.Text);
    }

    /// <summary>Leaves out held-out mails that were also sent to somebody else, whose copy the model was trained on.</summary>
    private static List<CorpusMail> WithoutCopies(List<CorpusMail> heldOut, List<TrainingMail> mails) =>
        [.. heldOut.Where(mail => SpamFeatures.FromMessage(mail.Message).ToHashSet() is var ids && !mails.Exists(other => IsCopy(other.Ids, ids)))];

    private static bool IsCopy(IReadOnlyList<long> ids, HashSet<long> otherIds)
    {
        var common = ids.Count(otherIds.Contains);
        return common >= CopySimilarity * (ids.Count + otherIds.Count - common);
    }

    private static ConfusionMatrix Evaluate(InferenceSession session, List<CorpusMail> mails, Func<CorpusMail, long[]> featuresOf)
    {
        var confusion = new ConfusionMatrix();
        foreach (var mail in mails)
        {
            var ids = featuresOf(mail);
            using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("features", new DenseTensor<long>(ids, [1, ids.Length]))]);
            confusion.Add(mail.IsSpam, outputs[0].AsTensor<float>()[0] >= SpamReport.Threshold);
        }

        return confusion;
    }
}
