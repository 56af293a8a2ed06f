using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Silo;

/// <summary>What operators choose for models stays when a silo is killed and starts again.</summary>
public sealed class ModelChoiceTests : IDisposable
{
    private readonly TemporaryModels _models = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task Restart_ChoicesOfOperators_Hold()
    {
        foreach (var name in (string[])["chosen", "back", "gone", "unloaded", "loaded", "here", "untouched"])
        {
            Install(name, 1);
        }

        Install("chosen", 2);
        Install("gone", 2);
        _models.Write("back", "model.json", """{ "versions": { "all": true }, "pinned": true }""");
        await using var silo = await SiloProcess.StartAsync("only", $"--Models:Path={_models.Path}");
        await ChangeAsync(silo, HttpMethod.Post, "chosen/load?version=1");
        await ChangeAsync(silo, HttpMethod.Post, "gone/load?version=1");
        await ChangeAsync(silo, HttpMethod.Post, "unloaded/unload");
        await ChangeAsync(silo, HttpMethod.Post, "loaded/load");
        await ChangeAsync(silo, HttpMethod.Post, "here/load");
        await ChangeAsync(silo, HttpMethod.Post, "here/unload?silo=only");
        Install("back", 2);
        await ChangeAsync(silo, HttpMethod.Post, "back/load");
        await ChangeAsync(silo, HttpMethod.Post, "back/rollback");
        await ChangeAsync(silo, HttpMethod.Put, "back/aliases/newest?version=2");
        Directory.Delete(Path.Combine(_models.Path, "gone", "1"), recursive: true);
        silo.Process.Kill();

        await silo.RestartAsync();

        Assert.Equal(("ready", 1), await ShowAsync(silo, "chosen"));
        Assert.Equal(("ready", 1), await ShowAsync(silo, "back"));
        Assert.Equal(("unloaded", null), await ShowAsync(silo, "unloaded"));
        Assert.Equal(("ready", 1), await ShowAsync(silo, "loaded"));
        Assert.Equal(("unloaded", null), await ShowAsync(silo, "here"));
        Assert.Equal(("available", null), await ShowAsync(silo, "untouched"));
        Assert.Equal(2, (int?)(await OnSiloAsync(silo, "back"))["aliases"]!["newest"]);

        // Also where a roll back goes to, which is forward again here.
        await ChangeAsync(silo, HttpMethod.Post, "back/rollback");
        Assert.Equal(("ready", 2), await ShowAsync(silo, "back"));

        // The version that is gone: as its policy says, and the log says so once.
        Assert.Equal(("ready", 2), await ShowAsync(silo, "gone"));
        await Eventually.TrueAsync(() => LinesOf(silo, "Version 1 of the model gone, which an operator chose, is not installed any more") > 0, "the log says that the version is gone");
        Assert.Equal(1, LinesOf(silo, "which an operator chose"));
    }

    private void Install(string name, int version) => _models.AddTiny(name, $"{version}", "mul2_f32.onnx");

    private static int LinesOf(SiloProcess silo, string text) => silo.Process.Output.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));

    private static async Task ChangeAsync(SiloProcess silo, HttpMethod method, string route)
    {
        using var request = new HttpRequestMessage(method, $"/v1/models/{route}");
        using var response = await silo.Http.SendAsync(request, Cancellation);
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.True((bool?)answer["done"] ?? false, answer.ToJsonString());
    }

    private static async Task<(string? State, int? Version)> ShowAsync(SiloProcess silo, string model)
    {
        var shown = await OnSiloAsync(silo, model);
        return ((string?)shown["state"], (int?)shown["version"]);
    }

    private static async Task<JsonNode> OnSiloAsync(SiloProcess silo, string model) => (await SilosAsync(silo, model)).Single(shown => (string?)shown!["silo"] == silo.Name)!;

    private static async Task<JsonArray> SilosAsync(SiloProcess silo, string model) =>
        (await silo.Http.GetFromJsonAsync<JsonNode>(new Uri($"/v1/models/{model}", UriKind.Relative), Cancellation))!["silos"]!.AsArray();
}
