using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Silo;

/// <summary>A model that cannot be loaded keeps its capability from serving, and nothing else.</summary>
public sealed class BadModelTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bad_empty.onnx", "empty")]
    [InlineData("bad_truncated.onnx", "not an ONNX")]
    [InlineData("bad_text.onnx", "Git LFS")]
    [InlineData("bad_unknown_op.onnx", "operator")]
    [InlineData("bad_future_opset.onnx", "opset")]
    public async Task Start_ModelCannotBeLoaded_TheRestServes(string file, string says)
    {
        using var models = new TemporaryModels().AddMobileNet();
        File.Copy(SharedFiles.PathOrSkip("models", "tiny", file), Path.Combine(models.Path, "image-classify", "1", "model.onnx"), overwrite: true);
        await using var silo = await SiloProcess.StartAsync("only", $"--Models:Path={models.Path}");

        using var refused = await silo.Http.PostAsync(
            new Uri("/v1/capabilities/image.classify/run", UriKind.Relative), new ByteArrayContent([1]) { Headers = { ContentType = new("image/png") } }, Cancellation);
        using var greeted = await silo.Http.PostAsJsonAsync("/v1/capabilities/example.greet/run", new { message = "Hello" }, Cancellation);
        var shown = await silo.Http.GetStringAsync(new Uri("/v1/capabilities/image.classify", UriKind.Relative), Cancellation);

        var problem = (await refused.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not_ready"), (refused.StatusCode, (string?)problem["code"]));
        Assert.Contains(says, (string?)problem["detail"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains(says, shown, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(models.Path, problem.ToJsonString() + shown + silo.Process.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, greeted.StatusCode);
    }
}
