using Microsoft.Extensions.AI;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Client.AI;

/// <summary>Embeds texts in a cluster, for whatever is written against Microsoft.Extensions.AI.</summary>
/// <remarks>
/// Thread-safe. More texts than one request takes are sent in several, a few at a time. The client belongs to whoever made it: disposing of
/// the generator does nothing.
/// </remarks>
internal sealed class WorkerEmbeddingGenerator(WorkerClient workers, WorkOptions work) : IEmbeddingGenerator<string, Embedding<float>>
{
    // Long before the contract's limit, so that the silos share the work and no message is large.
    private const int TextsPerCall = 256;
    private const int CharactersPerCall = 1024 * 1024;
    private const int CallsAtOnce = 4;

    private readonly EmbeddingGeneratorMetadata _metadata = new("workergrains");

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);

        List<Call> calls = [.. Split(values)];
        var answers = new TextEmbeddings[calls.Count];
        await Parallel.ForAsync(
            0,
            calls.Count,
            new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken },
            async (call, stop) => answers[call] = await RunAsync(calls[call], options, stop));
        return Join(answers);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType == typeof(WorkerClient) ? workers
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
    }

    private static IEnumerable<Call> Split(IEnumerable<string> values)
    {
        List<string> texts = [];
        var first = 0;
        var characters = 0L;
        foreach (var text in values)
        {
            if (texts.Count == TextsPerCall || (texts.Count > 0 && characters + text.Length > CharactersPerCall))
            {
                yield return new Call(first, [.. texts]);
                first += texts.Count;
                texts.Clear();
                characters = 0;
            }

            texts.Add(text);
            characters += text.Length;
        }

        if (texts.Count > 0)
        {
            yield return new Call(first, [.. texts]);
        }
    }

    private static GeneratedEmbeddings<Embedding<float>> Join(TextEmbeddings[] answers)
    {
        var embeddings = new GeneratedEmbeddings<Embedding<float>>(answers.Sum(static answer => answer.Embeddings.Count));
        foreach (var answer in answers)
        {
            embeddings.AddRange(answer.Embeddings.Select(embedding => new Embedding<float>(embedding.Vector as float[] ?? [.. embedding.Vector])
            {
                ModelId = answer.Model,
            }));
        }

        var tokens = answers.Sum(static answer => (long)answer.Usage.Tokens);
        embeddings.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return embeddings;
    }

    private async Task<TextEmbeddings> RunAsync(Call call, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        TextEmbeddings answer;
        try
        {
            var input = new EmbedTexts { Texts = call.Texts, Dimensions = options?.Dimensions };
            answer = (await workers.RunAsync(TextCapabilities.Embed, input, work, cancellationToken)).Value;
        }
        catch (WorkException exception) when (call.First > 0 && exception.Code == WorkErrorCode.InvalidInput)
        {
            // The message counts from the first text of the call.
            throw new WorkException(exception.Error with { Message = $"Counted from text {call.First} on, {exception.Message}" }, exception.Timings);
        }

        // Vectors of another model than the one asked for look right and are not.
        return options?.ModelId is not { } model || model == answer.Model
            ? answer
            : throw new WorkException(new WorkError(WorkErrorCode.InvalidInput, $"The cluster embeds with another model than the one asked for: {answer.Model}. Ask for that one or for none."));
    }

    /// <summary>Texts that go in one request.</summary>
    /// <param name="First">Where the first stands among all.</param>
    /// <param name="Texts">The texts.</param>
    private sealed record Call(int First, string[] Texts);
}
