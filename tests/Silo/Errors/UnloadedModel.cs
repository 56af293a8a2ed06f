using System.Net;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>The model of <c>text.embed</c> is unloaded, and loaded again in the end.</summary>
internal sealed class UnloadedModel : IAsyncDisposable
{
    private const string Model = "text-embed";

    private readonly TightSilo _silo;

    private UnloadedModel(TightSilo silo) => _silo = silo;

    /// <returns><see langword="null"/> where the model is not at hand, and so was never loaded.</returns>
    public static async Task<IAsyncDisposable?> OfEmbeddingsAsync(TightSilo silo)
    {
        using var response = await ChangeAsync(silo, "unload");
        return response.StatusCode == HttpStatusCode.NotFound ? null : new UnloadedModel(silo);
    }

    public async ValueTask DisposeAsync()
    {
        using var response = await ChangeAsync(_silo, "load");
        response.EnsureSuccessStatusCode();
        await Eventually.TrueAsync(async () => await AnswersAsync(), "text.embed serves again");
    }

    private static Task<HttpResponseMessage> ChangeAsync(TightSilo silo, string change) =>
        silo.Http.PostAsync(new Uri($"/v1/models/{Model}/{change}", UriKind.Relative), null, TestContext.Current.CancellationToken);

    private async Task<bool> AnswersAsync() =>
        (await GatewayAnswer.OfAsync(_silo.Http, TextCapabilities.Embed, GatewayAnswer.Json("""{ "text": "A cat sleeps." }"""))).Outcome == GatewayAnswer.Answered;
}
