using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ThirdParty.WordCount;

namespace WorkerGrains.Tests.Silo;

/// <summary>A capability in an assembly of its own: nothing else knows of it.</summary>
public sealed class ThirdPartyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Modules_AnAssemblyOfItsOwn_IsServedOverHttpAndToClients()
    {
        await using var silo = await SiloProcess.StartAsync("only", $"--Modules:0={typeof(WordModule).Assembly.Location}");
        await using var connected = await ConnectedClient.ToAsync(silo);

        using var response = await silo.Http.PostAsJsonAsync("/v1/capabilities/words.count/run", new { text = "to be or not to be" }, Cancellation);
        var overHttp = await response.Content.ReadFromJsonAsync<WordCounts>(Cancellation);
        var fromClient = await connected.Client.RunAsync(WordCapabilities.Count, new CountWords { Text = "to be or not to be" }, Cancellation);
        var shown = await silo.Http.GetFromJsonAsync<JsonNode>("/v1/capabilities/words.count", Cancellation);

        Assert.Equal(new WordCounts { Words = 6, Distinct = 4 }, overHttp);
        Assert.Equal(overHttp, fromClient);
        Assert.Contains("\"maxLength\":100000", shown!.ToJsonString(), StringComparison.Ordinal);
    }
}
