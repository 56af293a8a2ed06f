using System.Globalization;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Mail;
using WorkerGrains.Engines.Texts;

namespace WorkerGrains.Tests.Silo.Manifest;

/// <summary>Linear models and trees of ONNX-ML through the gateway, as good as they are said to be.</summary>
[Collection(ModelSilo.Shared)]
public sealed class ClassicModelTests(ModelSilo silo)
{
    private const long Separator = 102;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_MailsTheModelNeverSaw_AreToldApart()
    {
        var folder = SharedFiles.PathOrSkip("data", "mail-spamassassin");
        var vocabulary = new TokenVocabulary(await File.ReadAllLinesAsync(SharedFiles.PathOrSkip("models", "text-embed", "vocab.txt"), Cancellation), LowerCase: true, StripAccents: true);
        Assert.True(WordPiece.TryCreate(vocabulary, new TextSettings { AddSpecialTokens = false, MaxTokens = 4096 }, out var wordPiece));
        var mails = (await File.ReadAllLinesAsync(Path.Combine(folder, "labels.csv"), Cancellation))[1..].Select(static line => line.Split(',')).ToList();

        var right = 0;
        await Parallel.ForEachAsync(mails, Cancellation, async (mail, cancellationToken) =>
        {
            var content = MailReader.Read(await File.ReadAllBytesAsync(Path.Combine(folder, mail[0]), cancellationToken));
            long[] tokens = [.. wordPiece.Encode(content.Subject, out _), Separator, .. wordPiece.Encode(content.Text, out _)];
            var probability = (await silo.RunAsync("spam_tfidf_lr", new InferModel { Inputs = [NamedTensor.Of("input_ids", [1, tokens.Length], tokens)] }))[0];
            if (probability > 0.5f == (mail[1] == "spam"))
            {
                Interlocked.Increment(ref right);
            }
        });

        // The manifest has 97.2 % of these with a cruder reading of the mails.
        TestContext.Current.TestOutputHelper!.WriteLine($"{right} of {mails.Count} mails.");
        Assert.True(right >= 0.965 * mails.Count, $"{right} of {mails.Count}");
    }

    /// <summary>The forests of the manifest are not among the shared files; these are of the same data, made by <c>make_forests.py</c>, which printed the figures.</summary>
    [Theory]
    [InlineData("wine", 54, 54)]
    [InlineData("breast_cancer", 161, 171)]
    public async Task Infer_Forest_IsRightAsOftenAsWhereItWasMade(string name, int right, int count)
    {
        var rows = (await File.ReadAllLinesAsync(SharedFiles.PathOrSkip("data", "tables", "csv", name + "_test.csv"), Cancellation))[1..]
            .Select(static line => Array.ConvertAll(line.Split(','), static cell => float.Parse(cell, CultureInfo.InvariantCulture))).ToList();

        var answer = await silo.AnswerAsync(name + "_forest", new InferModel { Inputs = [NamedTensor.Of("features", [rows.Count, rows[0].Length - 1], [.. rows.SelectMany(static row => row[..^1])])] });

        var labels = answer.Outputs.Single(static output => output.Name == "label").ToArray<long>();
        var probabilities = answer.Outputs.Single(static output => output.Name == "probabilities").ToArray<float>().Chunk(answer.Outputs[1].Shape[1]).ToList();
        Assert.Equal((count, right), (labels.Length, labels.Where((label, row) => label == (long)rows[row][^1]).Count()));
        Assert.All(probabilities, static row => Assert.Equal(1, row.Sum(), 1e-4));
        Assert.Equal(labels, probabilities.Select(static row => (long)Array.IndexOf(row, row.Max())));
    }
}
