using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Client.Chat;

/// <summary>A chat client over the capability <c>text.generate</c>.</summary>
/// <remarks>
/// Of the options it takes temperature, top-k, top-p, the most output tokens, stop sequences and the seed; which model answers the cluster
/// decides, and says in the response. Tools and response formats are beyond a model that goes on with texts. Safe for concurrent use.
/// </remarks>
public sealed class WorkerChatClient : IChatClient
{
    private const int MaxStops = 4;

    private static readonly ChatClientMetadata s_metadata = new("workergrains");

    private readonly WorkerClient _workers;
    private readonly Func<IReadOnlyList<ChatMessage>, string>? _render;

    /// <summary>Makes a chat client.</summary>
    /// <param name="workers">The client of the cluster. It stays its owner's.</param>
    /// <param name="render">Writes a conversation as the model's prompt; <see cref="ChatPrompt"/> when left out.</param>
    public WorkerChatClient(WorkerClient workers, Func<IReadOnlyList<ChatMessage>, string>? render = null)
    {
        ArgumentNullException.ThrowIfNull(workers);

        _workers = workers;
        _render = render;
    }

    /// <inheritdoc/>
    /// <exception cref="WorkException">The work failed; its code says how.</exception>
    /// <exception cref="NotSupportedException">A message holds something other than text.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var output = await _workers.RunAsync(GenerationCapabilities.Generate, InputOf(messages, options), new WorkOptions(), cancellationToken);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, output.Value.Text) { MessageId = NewId() })
        {
            ResponseId = NewId(),
            ModelId = output.Value.Model,
            FinishReason = ReasonOf(output.Value),
            Usage = UsageOf(output.Value),
            RawRepresentation = output,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="WorkException">The work failed; its code says how.</exception>
    /// <exception cref="NotSupportedException">A message holds something other than text.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var work = _workers.StreamAsync(GenerationCapabilities.Generate, InputOf(messages, options), cancellationToken: cancellationToken);
        var (response, message) = (NewId(), NewId());
        await foreach (var piece in work.WithCancellation(cancellationToken))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece.Text) { ResponseId = response, MessageId = message };
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(UsageOf(work.Output.Value))])
        {
            ResponseId = response,
            MessageId = message,
            ModelId = work.Output.Value.Model,
            FinishReason = ReasonOf(work.Output.Value),
            RawRepresentation = work.Output,
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? s_metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_workers) ? _workers
            : null;
    }

    /// <summary>Holds nothing: the client of the cluster is its owner's to dispose of.</summary>
    public void Dispose()
    {
    }

    private GenerateText InputOf(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);

        IReadOnlyList<ChatMessage> conversation = [.. messages];
        var unset = new GenerateText { Prompt = _render?.Invoke(conversation) ?? ChatPrompt.Render(conversation) };

        // In lines that begin with a role, the assistant's text ends where the next one of the user begins; where the caller names as many
        // stop sequences as there may be, it is the caller who says so.
        IList<string> stops = options?.StopSequences ?? [];
        string[] turn = _render is null && !ChatPrompt.IsPlain(conversation) && stops.Count < MaxStops ? [ChatPrompt.NextTurn] : [];
        return unset with
        {
            MaxTokens = options?.MaxOutputTokens ?? unset.MaxTokens,
            Temperature = options?.Temperature ?? unset.Temperature,
            TopK = options?.TopK,
            TopP = options?.TopP,
            Seed = options?.Seed is { } seed ? (int)(seed & int.MaxValue) : null,
            Stop = [.. stops, .. turn],
        };
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static ChatFinishReason ReasonOf(GeneratedText text) => text.FinishReason == FinishReason.Stop ? ChatFinishReason.Stop : ChatFinishReason.Length;

    private static UsageDetails UsageOf(GeneratedText text) => new()
    {
        InputTokenCount = text.Usage.InputTokens,
        OutputTokenCount = text.Usage.OutputTokens,
        TotalTokenCount = text.Usage.InputTokens + text.Usage.OutputTokens,
    };
}
