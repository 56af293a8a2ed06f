using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WorkerGrains.Client;
using WorkerGrains.Client.Chat;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Engines.Generation;
using WorkerGrains.Tests.Silo;

namespace WorkerGrains.Tests.Client.Chat;

/// <summary>Chats with a real model in a silo of its own process.</summary>
public sealed class WorkerChatClientTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static readonly ChatOptions s_greedy = new() { Temperature = 0, MaxOutputTokens = BabyLlama.Greedy.Length };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetResponseAsync_Message_IsGoneOnWith()
    {
        var response = await Client().GetResponseAsync(BabyLlama.Prompt, s_greedy, Cancellation);

        Assert.Equal((BabyLlama.Greedy, "text-generate/1", ChatFinishReason.Length), (response.Text, response.ModelId, response.FinishReason));
        Assert.Equal((2 + BabyLlama.Prompt.Length, BabyLlama.Greedy.Length), ((int)response.Usage!.InputTokenCount!, (int)response.Usage.OutputTokenCount!));
        Assert.Equal(ChatRole.Assistant, Assert.Single(response.Messages).Role);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Message_IsTheSamePieceByPiece()
    {
        var updates = await Client().GetStreamingResponseAsync(BabyLlama.Prompt, s_greedy, Cancellation).ToListAsync(Cancellation);

        var response = updates.ToChatResponse();
        Assert.True(updates.Count > 10);
        Assert.Equal((BabyLlama.Greedy, "text-generate/1", ChatFinishReason.Length), (response.Text, response.ModelId, response.FinishReason));
        Assert.Equal(BabyLlama.Greedy.Length, response.Usage!.OutputTokenCount);
        Assert.Single(response.Messages);
    }

    [Fact]
    public async Task GetResponseAsync_Options_AreTaken()
    {
        var options = new ChatOptions { Temperature = 1, TopK = 1, TopP = 0.9f, Seed = 1L << 40, MaxOutputTokens = 200, StopSequences = ["Lily"] };

        var response = await Client().GetResponseAsync(BabyLlama.Prompt, options, Cancellation);

        Assert.Equal((", there was a little girl named ", ChatFinishReason.Stop), (response.Text, response.FinishReason));
    }

    [Fact]
    public async Task GetResponseAsync_ConversationWithEveryStopSequence_IsTaken()
    {
        ChatMessage[] conversation = [new(ChatRole.System, "Tell a story."), new(ChatRole.User, "Of Lily.")];

        var response = await Client().GetResponseAsync(conversation, new ChatOptions { Temperature = 0, MaxOutputTokens = 5, StopSequences = ["#", "@", "$", "%"] }, Cancellation);

        Assert.Equal((5, ChatFinishReason.Length), ((int)response.Usage!.OutputTokenCount!, response.FinishReason));
    }

    [Fact]
    public async Task GetResponseAsync_OwnPrompt_IsWhatTheModelGets()
    {
        var client = Client(static messages => string.Concat(messages.Select(static message => message.Text)));

        var response = await client.GetResponseAsync([new ChatMessage(ChatRole.System, "Once upon "), new ChatMessage(ChatRole.User, "a time")], s_greedy, Cancellation);

        Assert.Equal(BabyLlama.Greedy, response.Text);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Failure_IsTyped()
    {
        var exception = await Assert.ThrowsAsync<WorkException>(async () =>
            await Client().GetStreamingResponseAsync(new string('a', 1000), s_greedy, Cancellation).ToListAsync(Cancellation));

        Assert.Equal((WorkErrorCode.InvalidInput, "text.prompt_too_long"), (exception.Code, exception.Reason));
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Canceled_Stops()
    {
        using var caller = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Client().GetStreamingResponseAsync(BabyLlama.Prompt, new ChatOptions { MaxOutputTokens = 200 }, caller.Token))
            {
                await caller.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task UseDistributedCache_SameQuestion_IsAnsweredOnce()
    {
        var cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        var asked = 0;
        using var client = new ChatClientBuilder(Client())
            .UseDistributedCache(cache)
            .Use((messages, options, next, cancellationToken) =>
            {
                asked++;
                return next(messages, options, cancellationToken);
            })
            .Build();

        var responses = new[]
        {
            await client.GetResponseAsync(BabyLlama.Prompt, s_greedy, Cancellation), await client.GetResponseAsync(BabyLlama.Prompt, s_greedy, Cancellation),
        };
        var streamed = new List<ChatResponse>();
        for (var i = 0; i < 2; i++)
        {
            streamed.Add((await client.GetStreamingResponseAsync(BabyLlama.Prompt, s_greedy, Cancellation).ToListAsync(Cancellation)).ToChatResponse());
        }

        Assert.Equal(2, asked);
        Assert.All([.. responses, .. streamed], static response => Assert.Equal((BabyLlama.Greedy, ChatFinishReason.Length), (response.Text, response.FinishReason)));
    }

    [Fact]
    public async Task UseOpenTelemetry_Question_IsASpanWithItsUsage()
    {
        var spans = new List<Activity>();
        var source = $"chat-{Guid.NewGuid():N}";
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate.Name == source,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var client = new ChatClientBuilder(Client()).UseOpenTelemetry(sourceName: source).Build();

        await client.GetResponseAsync(BabyLlama.Prompt, s_greedy, Cancellation);

        var span = Assert.Single(spans);
        Assert.Equal("workergrains", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal(BabyLlama.Greedy.Length, Convert.ToInt32(span.GetTagItem("gen_ai.usage.output_tokens"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void AddWorkerChatClient_Services_GiveOneOverTheirWorkerClient()
    {
        using var services = new ServiceCollection().AddSingleton(silo.Client).AddWorkerChatClient().BuildServiceProvider();

        var client = services.GetRequiredService<IChatClient>();

        Assert.Same(silo.Client, client.GetService<WorkerClient>());
        Assert.Equal("workergrains", client.GetService<ChatClientMetadata>()!.ProviderName);
    }

    private IChatClient Client(Func<IReadOnlyList<ChatMessage>, string>? render = null)
    {
        SharedFiles.PathOrSkip("models", "babyllama");
        return silo.Client.AsChatClient(render);
    }
}
