using System.Globalization;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Tagging;

/// <summary>Tags texts with labels whose descriptions mean what the texts do.</summary>
internal sealed class TextTagger(TagEmbedder embedder, IOptions<TextTaggerOptions> options, IOptions<TagSchemas> schemas) : IComposingEngine<TagText, TaggedText>
{
    public async Task<EngineOutcome<TaggedText>> RunAsync(TagText input, IWorkCaller caller, CancellationToken cancellationToken)
    {
        if ((input.Labels ?? schemas.Value.Find(input.Schema!)) is not { } labels)
        {
            return UnknownSchema();
        }

        if (FindBadLabel(labels) is { } bad)
        {
            return bad;
        }

        var all = SentenceSplitter.Split(input.Text);
        if (all.Count == 0)
        {
            return WorkError.InvalidInput("tag.empty_text", "The text has no word. Leave it out.");
        }

        var sentences = Spread(all, options.Value.MaxSentences);
        var embedded = await embedder.EmbedAsync(sentences, [.. labels.Select(static label => label.Description)], caller, cancellationToken);
        return embedded.IsSuccess
            ? new TaggedText
            {
                Tags = [.. labels.Select((label, index) => Tag(label, embedded.Value.Labels[index], sentences, embedded.Value.Sentences, input.MaxEvidence))
                    .Where(tag => tag.Confidence >= input.MinConfidence).OrderByDescending(static tag => tag.Confidence)],
                Sentences = all.Count,
                SentencesRead = sentences.Count,
                Model = embedded.Value.Version.Model,
                ModelVersion = embedded.Value.Version.Version,
            }
            : embedded.Error!;
    }

    private static TextTag Tag(TagLabel label, LabelVector vector, List<string> sentences, IReadOnlyList<float[]> vectors, int maxEvidence)
    {
        var similarities = vector.SimilaritiesTo(vectors);
        return new TextTag
        {
            Label = label.Name,
            Confidence = TagCalibration.Shipped.Of(TagFeatures.Of(similarities, vector)),

            // Only what is nearer than sentences about everything speaks for anything.
            Evidence = [.. Enumerable.Range(0, sentences.Count).Where(index => similarities[index] > vector.Mean).OrderByDescending(index => similarities[index]).Take(maxEvidence)
                .Select(index => new TagEvidence { Sentence = sentences[index], Similarity = Math.Clamp(similarities[index], -1, 1) })],
        };
    }

    /// <summary>As many sentences as may be read, in their order and evenly from all over the text.</summary>
    private static List<string> Spread(List<string> sentences, int limit) =>
        sentences.Count <= limit ? sentences : [.. Enumerable.Range(0, limit).Select(index => sentences[(int)((long)index * sentences.Count / limit)])];

    private static WorkError? FindBadLabel(IReadOnlyList<TagLabel> labels)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
        {
            if (!names.Add(labels[i].Name))
            {
                return WorkError.InvalidInput("tag.duplicate_label", string.Create(CultureInfo.InvariantCulture, $"labels[{i}] has the name of another one. Give each a name of its own."));
            }

            if (SentenceSplitter.Split(labels[i].Description).Count == 0)
            {
                return WorkError.InvalidInput("tag.empty_label", string.Create(CultureInfo.InvariantCulture, $"The description of labels[{i}] has no word. Say what its texts are about."));
            }
        }

        return null;
    }

    private WorkError UnknownSchema() => WorkError.InvalidInput(
        "tag.unknown_schema",
        schemas.Value.Names.Any()
            ? $"No schema has this name. There are: {string.Join(", ", schemas.Value.Names)}."
            : "No schema has this name, because none is configured. Give the labels with the request.");
}
