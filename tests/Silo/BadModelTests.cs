using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace WorkerGrains.Tests.Silo;

/// <summary>A model that cannot be loaded keeps its capability from serving, and nothing else.</summary>
public sealed class BadModelTests(BadModelSilo shared) : IClassFixture<BadModelSilo>
{
    /// <summary>The bad models by the names under which capabilities look for theirs.</summary>
    internal static readonly IReadOnlyList<(string Name, string File)> Models =
    [
        ("image-classify", "bad_empty.onnx"),
        ("image-detect", "bad_truncated.onnx"),
        ("text-embed", "bad_text.onnx"),
        ("audio-detect-speech", "bad_unknown_op.onnx"),
        ("document-ocr-detection", "bad_future_opset.onnx"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("image.classify", "empty")]
    [InlineData("image.detect", "not an ONNX")]
    [InlineData("text.embed", "Git LFS")]
    [InlineData("audio.detect_speech", "operator")]
    [InlineData("document.ocr", "opset")]
    public async Task Start_ModelCannotBeLoaded_TheRestServes(string capability, string says)
    {
        var silo = await shared.GetAsync();

        using var refused = await silo.Http.PostAsJsonAsync($"/v1/capabilities/{capability}/run", new { }, Cancellation);
        using var greeted = await silo.Http.PostAsJsonAsync("/v1/capabilities/example.greet/run", new { message = "Hello" }, Cancellation);
        var shown = await silo.Http.GetStringAsync(new Uri($"/v1/capabilities/{capability}", UriKind.Relative), Cancellation);

        var problem = (await refused.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not_ready"), (refused.StatusCode, (string?)problem["code"]));
        Assert.Contains(says, (string?)problem["detail"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains(says, shown, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(shared.Repository, problem.ToJsonString() + shown + silo.Process.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, greeted.StatusCode);
    }
}
