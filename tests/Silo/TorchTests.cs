using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Tests.Engines.Torch;

namespace WorkerGrains.Tests.Silo;

/// <summary>A silo that has a TorchScript module beside a damaged one.</summary>
public sealed class TorchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_TorchScript_IsServedAndADamagedOneHarmsNobody()
    {
        var repository = Directory.CreateTempSubdirectory("workergrains-models-").FullName;
        try
        {
            Install(repository, "adds", "torch.add(x, y)");
            Install(repository, "broken", "ops.mine.special(x, y)");
            await using var silo = await SiloProcess.StartAsync("only", $"--Models:Path={repository}");

            var broken = await InferAsync(silo, "broken");
            var answer = await InferAsync(silo, "adds");

            Assert.Equal("not_ready", (string?)broken["code"]);
            Assert.Contains("mine::special", (string?)broken["detail"], StringComparison.Ordinal);
            Assert.Equal([11.0, 22.0], answer["outputs"]![0]!["data"]!.AsArray().Select(static number => (double)number!));
            Assert.DoesNotContain(repository, broken.ToJsonString() + silo.Process.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(repository, recursive: true);
        }
    }

    private static async Task<JsonNode> InferAsync(SiloProcess silo, string model)
    {
        var inputs = new[] { new { name = "x", shape = new[] { 2 }, data = new[] { 1, 2 } }, new { name = "y", shape = new[] { 2 }, data = new[] { 10, 20 } } };
        using var response = await silo.Http.PostAsJsonAsync($"/v1/capabilities/model.infer/run?model={model}", new { inputs }, Cancellation);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
    }

    private static void Install(string repository, string name, string result)
    {
        var folder = Directory.CreateDirectory(Path.Combine(repository, name, "1")).FullName;
        File.Move(ScriptFile.Write(folder, $"  def forward(self: __torch__.Test,\n    x: Tensor,\n    y: Tensor) -> Tensor:\n    return {result}\n"), Path.Combine(folder, "model.pt"));
        File.WriteAllText(Path.Combine(repository, name, "model.json"), """
            {
              "inputs": [ { "name": "x", "datatype": "fp32", "shape": [-1] }, { "name": "y", "datatype": "fp32", "shape": [-1] } ],
              "outputs": [ { "name": "sum", "datatype": "fp32", "shape": [-1] } ]
            }
            """);
    }
}
