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
        if (!Directory.Exists(Path.Combine(silo.Models, Model)))
        {
            return null;
        }

        await ChangeAsync(silo, "unload");
        return new UnloadedModel(silo);
    }

    public async ValueTask DisposeAsync()
    {
        await ChangeAsync(_silo, "load");
        await Eventually.TrueAsync(AnswersAsync, "text.embed serves again");
    }

    private static async Task ChangeAsync(TightSilo silo, string change)
    {
        using var response = await silo.Http.PostAsync(new Uri($"/v1/models/{Model}/{change}", UriKind.Relative), null, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private async Task<bool> AnswersAsync() =>
        (await GatewayAnswer.OfAsync(_silo.Http, TextCapabilities.Embed, GatewayAnswer.Json("""{ "text": "A cat sleeps." }"""))).Outcome == GatewayAnswer.Answered;
}
