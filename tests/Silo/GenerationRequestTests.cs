using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Json.Schema;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Engines.Generation;

namespace WorkerGrains.Tests.Silo;

/// <summary>Texts through the running gateway and from a .NET client, by a real model.</summary>
public sealed class GenerationRequestTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static readonly GenerateText s_greedy = new() { Prompt = BabyLlama.Prompt, Temperature = 0, MaxTokens = BabyLlama.Greedy.Length };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TextGenerate_EventStream_IsTheKnownTextPieceByPiece()
    {
        SharedFiles.PathOrSkip("models", "babyllama");
        using var response = await PostAsync(s_greedy, "text/event-stream");
        var events = await SseParser.Create(await response.Content.ReadAsStreamAsync(Cancellation)).EnumerateAsync(Cancellation).ToListAsync(Cancellation);

        var items = JsonSchema.FromText(GenerationCapabilities.Generate.Descriptor.ItemSchema!);
        Assert.All(events[..^1], next => Assert.True(next.EventType == "item" && items.Evaluate(JsonElement.Parse(next.Data)).IsValid));
        Assert.Equal(BabyLlama.Greedy, string.Concat(events[..^1].Select(static next => Read<GeneratedPiece>(next.Data).Text)));
        Assert.Equal("result", events[^1].EventType);
        Assert.True(JsonSchema.FromText(GenerationCapabilities.Generate.Descriptor.OutputSchema).Evaluate(JsonElement.Parse(events[^1].Data)).IsValid);
        Assert.Equal((BabyLlama.Greedy, FinishReason.Length), (Read<GeneratedText>(events[^1].Data).Text, Read<GeneratedText>(events[^1].Data).FinishReason));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(static id => id.ToString(System.Globalization.CultureInfo.InvariantCulture)), events.Select(static next => next.EventId));
    }

    [Fact]
    public async Task TextGenerate_Json_IsTheWholeText()
    {
        SharedFiles.PathOrSkip("models", "babyllama");
        using var response = await PostAsync(s_greedy, "application/json");

        Assert.Equal(BabyLlama.Greedy, Read<GeneratedText>(await response.Content.ReadAsStringAsync(Cancellation)).Text);
    }

    [Fact]
    public async Task TextGenerate_Client_GetsTheSameEveryWay()
    {
        SharedFiles.PathOrSkip("models", "babyllama");
        var stream = silo.Client.StreamAsync(GenerationCapabilities.Generate, s_greedy, cancellationToken: Cancellation);

        var pieces = string.Concat(await stream.Select(static piece => piece.Text).ToListAsync(Cancellation));
        var whole = await silo.Client.RunAsync(GenerationCapabilities.Generate, s_greedy, Cancellation);

        Assert.Equal((BabyLlama.Greedy, stream.Output.Value), (pieces, whole));
        Assert.Equal(BabyLlama.Greedy, whole.Text);
    }

    [Fact]
    public async Task TextGenerate_PromptTooLong_IsRefusedBeforeTheStreamBegins()
    {
        SharedFiles.PathOrSkip("models", "babyllama");
        var tooLong = s_greedy with { Prompt = new string('a', 1000) };

        using var response = await PostAsync(tooLong, "text/event-stream");
        var exception = await Assert.ThrowsAsync<WorkException>(() => silo.Client.StreamAsync(GenerationCapabilities.Generate, tooLong, cancellationToken: Cancellation).ReadToEndAsync(Cancellation));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text.prompt_too_long", JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)).GetProperty("code").GetString());
        Assert.Equal((WorkErrorCode.InvalidInput, "text.prompt_too_long"), (exception.Code, exception.Reason));
    }

    private async Task<HttpResponseMessage> PostAsync(GenerateText input, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/capabilities/text.generate/run") { Content = JsonContent.Create(input, options: ContractJson.Options) };
        request.Headers.Accept.ParseAdd(accept);
        return await silo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, ContractJson.Options)!;
}
