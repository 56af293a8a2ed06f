using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Tagging;

/// <summary>Gets the vectors that a text's tags are found by, as far as they are not remembered, with one call.</summary>
internal sealed class TagEmbedder(LabelMemory memory)
{
    /// <summary>Gets the vectors of some sentences and labels.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <param name="descriptions">What the labels say.</param>
    /// <param name="caller">Calls <c>text.embed</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<EngineOutcome<EmbeddedText>> EmbedAsync(IReadOnlyList<string> sentences, IReadOnlyList<string> descriptions, IWorkCaller caller, CancellationToken cancellationToken)
    {
        // When a model answers other than the one that is remembered, nothing that was remembered helps: the second call asks for all, and its answer is whole.
        if (memory.Last is { } last && memory.BackgroundOf(last) is { } background)
        {
            var known = descriptions.Distinct(StringComparer.Ordinal)
                .Select(description => (description, label: memory.TryFind(last, description, out var label) ? label : null))
                .Where(static entry => entry.label is not null).ToDictionary(static entry => entry.description, static entry => entry.label!, StringComparer.Ordinal);
            var missing = descriptions.Where(description => !known.ContainsKey(description)).Distinct(StringComparer.Ordinal).ToList();
            var answer = await CallAsync([.. sentences, .. missing], caller, cancellationToken);
            if (!answer.IsSuccess)
            {
                return answer.Error!;
            }

            if (answer.Value.Version == last)
            {
                return Join(answer.Value, sentences.Count, descriptions, missing, known, background);
            }
        }

        var distinct = descriptions.Distinct(StringComparer.Ordinal).ToList();
        var whole = await CallAsync([.. sentences, .. distinct, .. TaggingResources.Background], caller, cancellationToken);
        if (!whole.IsSuccess)
        {
            return whole.Error!;
        }

        var fresh = whole.Value.Vectors.Skip(sentences.Count + distinct.Count).ToList();
        memory.Keep(whole.Value.Version, fresh);
        return Join(whole.Value, sentences.Count, descriptions, distinct, [], fresh);
    }

    private static async Task<EngineOutcome<Answer>> CallAsync(IReadOnlyList<string> texts, IWorkCaller caller, CancellationToken cancellationToken)
    {
        var outcome = await caller.RunAsync(TextCapabilities.Embed, new EmbedTexts { Texts = texts }, cancellationToken);
        return outcome.IsSuccess
            ? new Answer(
                new EmbeddingVersion(outcome.Value.Model, outcome.Value.ModelVersion, outcome.Value.Dimensions),
                [.. outcome.Value.Embeddings.Select(static embedding => embedding.Vector as float[] ?? [.. embedding.Vector])])
            : outcome.Error!;
    }

    private EmbeddedText Join(
        Answer answer, int sentences, IReadOnlyList<string> descriptions, List<string> asked, Dictionary<string, LabelVector> labels, IReadOnlyList<float[]> background)
    {
        for (var i = 0; i < asked.Count; i++)
        {
            labels[asked[i]] = LabelVector.Of(answer.Vectors[sentences + i], background);
            memory.Keep(answer.Version, asked[i], labels[asked[i]]);
        }

        return new EmbeddedText(answer.Version, [.. answer.Vectors.Take(sentences)], [.. descriptions.Select(description => labels[description])]);
    }

    private sealed record Answer(EmbeddingVersion Version, IReadOnlyList<float[]> Vectors);
}
