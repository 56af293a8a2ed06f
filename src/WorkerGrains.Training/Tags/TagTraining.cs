using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Mail;
using WorkerGrains.Engines.Tagging;
using WorkerGrains.Engines.Texts;
using WorkerGrains.Training.Spam;

namespace WorkerGrains.Training.Tags;

/// <summary>Fits the curve that makes confidences of <c>text.tag</c>, and writes down how well it holds.</summary>
internal static class TagTraining
{
    private const int MaxSentences = 200;

    /// <summary>Fits and writes <c>Tagging/calibration.json</c> and <c>Tagging/README.md</c> of the engines.</summary>
    /// <param name="root">The folder of the repository.</param>
    /// <param name="models">A model repository with the model of <c>text.embed</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task RunAsync(string root, string models, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Models:Path", (string?)models)]);
        builder.Services.AddEngines();
        using var host = builder.Build();
        var embedder = host.Services.GetRequiredService<WorkHandlerCatalog>().Find(TextCapabilities.Embed.Name, TextCapabilities.Embed.Version)!;
        await embedder.StartAsync(cancellationToken);
        var modelFile = Directory.EnumerateFiles(Path.Combine(models, host.Services.GetRequiredService<IOptions<TextEmbedderOptions>>().Value.Model), "model.onnx", SearchOption.AllDirectories).Single();

        var background = await EmbedAsync(embedder, TaggingResources.Background, cancellationToken);
        var descriptions = await EmbedAsync(embedder, [.. ListTopics.All.Select(static topic => topic.Description)], cancellationToken);
        LabelVector[] labels = [.. descriptions.Select(vector => LabelVector.Of(vector, background))];

        var samples = new List<TagSample>();
        foreach (var mail in await SpamCorpus.ReadAsync(Path.Combine(root, "artifacts", "spam-corpus"), cancellationToken))
        {
            samples.AddRange(await SamplesOfAsync(mail, embedder, labels, cancellationToken));
        }

        // A curve is too sure of labels that it was not fitted on. How much shows on those that were left out, and that is taken back.
        var leftOut = ListTopics.All.SelectMany(topic =>
        {
            var without = LogisticFit.Fit([.. samples.Where(sample => sample.Label != topic.Label)]);
            return samples.Where(sample => sample.Label == topic.Label).Select(sample => (Sample: sample, Score: without.ScoreOf(sample.Features)));
        }).ToList();
        var sureness = LogisticFit.Fit([.. leftOut.Select(static left => left.Sample with { Features = new TagFeatures(left.Score, 0, 0) })]);
        var calibration = Tempered(LogisticFit.Fit(samples), sureness);
        var heldOut = leftOut.Select(left => (left.Sample, sureness.Of(new TagFeatures(left.Score, 0, 0)))).ToList();

        var folder = Path.Combine(root, "src", "WorkerGrains.Engines", "Tagging");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(modelFile, cancellationToken)));
        var report = TagReport.ToMarkdown(sha256, calibration, samples, heldOut);
        await File.WriteAllTextAsync(Path.Combine(folder, "calibration.json"), JsonSerializer.Serialize(calibration, ContractJson.Options) + "\n", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "README.md"), report, cancellationToken);
        Console.WriteLine(report);
    }

    /// <summary>A curve with the sureness of another one; three digits are more than the samples tell, and runs on other machines differ after that.</summary>
    private static TagCalibration Tempered(TagCalibration curve, TagCalibration sureness) => new(
        Math.Round(sureness.Intercept + (sureness.Nearest * curve.Intercept), 3),
        Math.Round(sureness.Nearest * curve.Nearest, 3),
        Math.Round(sureness.Nearest * curve.Mean, 3),
        Math.Round(sureness.Nearest * curve.Length, 3));

    private static async Task<IEnumerable<TagSample>> SamplesOfAsync(CorpusMail mail, IWorkHandler embedder, LabelVector[] labels, CancellationToken cancellationToken)
    {
        var content = MailReader.Read(mail.Message);
        var sentences = SentenceSplitter.Split($"{content.Subject}\n\n{content.Text}").Take(MaxSentences).ToList();
        if (sentences.Count == 0)
        {
            return [];
        }

        var vectors = await EmbedAsync(embedder, sentences, cancellationToken);
        var headers = HeadersOf(mail);
        return ListTopics.All.Select((topic, index) => new TagSample(
            topic.Label, TagFeatures.Of(labels[index].SimilaritiesTo(vectors), labels[index]), !mail.IsSpam && topic.Lists.Any(list => headers.Contains(list, StringComparison.OrdinalIgnoreCase))));
    }

    /// <summary>Everything before the first empty line: what a list adds to a mail is there, and not what people quote.</summary>
    private static string HeadersOf(CorpusMail mail)
    {
        var message = Encoding.Latin1.GetString(mail.Message.Span);
        var end = message.IndexOf("\n\n", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static async Task<IReadOnlyList<float[]>> EmbedAsync(IWorkHandler embedder, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var encoded = TextCapabilities.Embed.Input.Encode(new EmbedTexts { Texts = texts });
        var result = await embedder.RunAsync(new WorkRequest { Capability = TextCapabilities.Embed.Name, Payload = new Payload(encoded.Payload) }, cancellationToken);
        var answer = result.Error is { } error ? throw new InvalidOperationException(error.Message) : JsonSerializer.Deserialize<TextEmbeddings>(result.Payload.Bytes.Span, ContractJson.Options)!;
        return [.. answer.Embeddings.Select(static embedding => embedding.Vector.ToArray())];
    }
}
