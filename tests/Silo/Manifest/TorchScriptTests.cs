using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Tests.Engines.Torch;

namespace WorkerGrains.Tests.Silo.Manifest;

/// <summary>TorchScript modules through the gateway: those of the shared folder, and the forms of output that none of these has.</summary>
[Collection(ModelSilo.Shared)]
public sealed class TorchScriptTests(ModelSilo silo)
{
    private const string TwoInputs = """ "inputs": [{ "name": "x", "datatype": "fp32", "shape": [2] }, { "name": "y", "datatype": "fp32", "shape": [2] }] """;

    /// <summary>A form, the signature and body of its method, and its outputs as <c>model.json</c> has them.</summary>
    public static TheoryData<string, string, string, string> Forms { get; } = new()
    {
        { "tuple", "-> Tuple[Tensor, Tensor]", "(torch.add(x, y), torch.sub(x, y))", "sum,difference" },
        { "list", "-> List[Tensor]", "[torch.add(x, y), torch.sub(x, y)]", "sum,difference" },
        { "dictionary", "-> Dict[str, Tensor]", """{"difference": torch.sub(x, y), "sum": torch.add(x, y)}""", "sum,difference" },
    };

    [Theory]
    [MemberData(nameof(TorchModelTests.Published), MemberType = typeof(TorchModelTests))]
    public async Task Infer_PublishedModule_GivesWhatItsAuthorsGot(string file, int inputs, int length, float[] expected)
    {
        SharedFiles.PathOrSkip("models", "torchsharp-testdata", file);
        string[] names = inputs == 1 ? ["x"] : ["a", "b"];

        var given = await silo.RunAsync(Path.GetFileNameWithoutExtension(file), new InferModel { Inputs = [.. names.Select(name => Ones(name, length))] });

        Assert.Equal(expected.Length, given.Length);
        Assert.All(expected.Zip(given), static pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public async Task Infer_WrongShape_IsRefusedAndTheNextIsAnswered()
    {
        SharedFiles.PathOrSkip("models", "torchsharp-testdata", "l1000_100_10.script.dat");
        var refused = await silo.RefusalAsync("l1000_100_10.script", new InferModel { Inputs = [Ones("x", 100)] });

        Assert.Equal("model.shape_mismatch", (string?)refused["code"]);
        Assert.Equal(10, (await silo.RunAsync("l1000_100_10.script", new InferModel { Inputs = [Ones("x", 1000)] })).Length);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Infer_SeveralOutputs_HaveTheNamesThatModelJsonGivesThem(string form, string returns, string body, string outputs)
    {
        using var folder = new TemporaryFolder();
        var names = outputs.Split(',');
        await silo.InstallAsync(
            "torch-" + form,
            ScriptFile.Write(folder.Path, $"  def forward(self: __torch__.Test,\n    x: Tensor,\n    y: Tensor) {returns}:\n    return {body}\n"),
            $$"""{ {{TwoInputs}}, "outputs": [{{string.Join(',', names.Select(static name => $$"""{ "name": "{{name}}", "datatype": "fp32", "shape": [2] }"""))}}] }""");

        var answer = await silo.AnswerAsync("torch-" + form, new InferModel { Inputs = [NamedTensor.Of("x", [2], 1f, 2f), NamedTensor.Of("y", [2], 3f, 5f)] });

        var given = answer.Outputs.ToDictionary(static output => output.Name, static output => output.ToArray<float>());
        Assert.Equal([4f, 7f], given["sum"]);
        Assert.Equal([-2f, -3f], given["difference"]);
    }

    [Fact]
    public async Task Infer_NamedMethod_IsTheOneThatRuns()
    {
        using var folder = new TemporaryFolder();
        await silo.InstallAsync(
            "torch-method",
            ScriptFile.Write(folder.Path, "  def forward(self: __torch__.Test,\n    x: Tensor) -> Tensor:\n    return x\n  def twice(self: __torch__.Test,\n    x: Tensor) -> Tensor:\n    return torch.mul(x, 2)\n"),
            """{ "method": "twice", "inputs": [{ "name": "x", "datatype": "fp32", "shape": [2] }], "outputs": [{ "name": "y", "datatype": "fp32", "shape": [2] }] }""");

        var given = await silo.RunAsync("torch-method", new InferModel { Inputs = [NamedTensor.Of("x", [2], 1f, 2f)] });

        Assert.Equal([2f, 4f], given);
    }

    private static NamedTensor Ones(string name, int length) => NamedTensor.Of(name, [length], [.. Enumerable.Repeat(1f, length)]);
}
