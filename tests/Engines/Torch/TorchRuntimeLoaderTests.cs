using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;
using WorkerGrains.Engines.Torch;
using WorkerGrains.Tests.Engines.Devices;
using WorkerGrains.Tests.Engines.Models;
using Tensor = WorkerGrains.Engines.Tensors.Tensor;

namespace WorkerGrains.Tests.Engines.Torch;

[Collection("Torch")]
public sealed class TorchRuntimeLoaderTests : IDisposable
{
    private const string AddAndSubtract = "  def forward(self: __torch__.Test,\n    x: Tensor,\n    y: Tensor,\n    z: Optional[Tensor]=None) -> Tuple[Tensor, Tensor]:\n    return (torch.add(x, y), torch.sub(x, y))\n";

    private readonly TemporaryModels _models = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("workergrains-torch-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _models.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("y", "x", 2f)]
    [InlineData("INPUT__0", "INPUT__1", -2f)]
    public async Task LoadAsync_InputsByNameElseInOrder_ReachTheirParameters(string first, string second, float difference)
    {
        Install(AddAndSubtract, $$"""
            {
              "inputs": [ { "name": "{{first}}", "datatype": "fp32", "shape": [-1] }, { "name": "{{second}}", "datatype": "fp32", "shape": [-1] } ],
              "outputs": [ { "name": "sum", "datatype": "fp32", "shape": [-1] }, { "name": "difference", "datatype": "fp32", "shape": [-1] } ],
              "threads": 1
            }
            """);
        using var repository = Open();

        var load = await repository.LoadAsync("test", Cancellation);

        Assert.True(load.IsReady, load.Readiness.Reason);
        var session = load.Model.Session;
        Assert.Equal(("torch", "cpu"), (load.Model.Runtime, session.Device));
        Assert.Equal([first, second], session.Inputs.Select(static input => input.Name));
        var outputs = session.Run([TorchModelTests.Numbers(1), TorchModelTests.Numbers(3)], [1, 0], Cancellation);
        Assert.Equal([difference], outputs[0].Numbers<float>().ToArray());
        Assert.Equal([4f], outputs[1].Numbers<float>().ToArray());
    }

    [Theory]
    [InlineData("{}", "A TorchScript file does not say what it takes and gives.")]
    [InlineData("""{ "inputs": [ { "name": "x", "datatype": "fp32", "shape": [-1] } ], "outputs": [ { "name": "a", "datatype": "fp32", "shape": [-1] } ] }""",
        "The inputs in model.json do not fit the model, whose method takes (x: Tensor, y: Tensor, z: Optional[Tensor]).")]
    [InlineData("""{ "inputs": [ { "name": "x", "datatype": "string", "shape": [-1] } ], "outputs": [ { "name": "a", "datatype": "fp32", "shape": [-1] } ] }""",
        "'x' is of string, which TorchScript does not have.")]
    [InlineData("""{ "method": "predict", "inputs": [ { "name": "x", "datatype": "fp32", "shape": [-1] } ], "outputs": [ { "name": "a", "datatype": "fp32", "shape": [-1] } ] }""",
        "The model has no method 'predict'.")]
    public async Task LoadAsync_SettingsThatDoNotFit_SayWhatToChange(string settings, string reason)
    {
        Install(AddAndSubtract, settings);
        using var repository = Open();

        var load = await repository.LoadAsync("test", Cancellation);

        Assert.False(load.IsReady);
        Assert.EndsWith(reason, load.Readiness.Reason, StringComparison.Ordinal);
        Assert.Contains("model.json", load.Readiness.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OutputThatTheModelDoesNotGive_IsAFailure()
    {
        Install(AddAndSubtract, """
            {
              "inputs": [ { "name": "x", "datatype": "fp32", "shape": [-1] }, { "name": "y", "datatype": "fp32", "shape": [-1] } ],
              "outputs": [ { "name": "a", "datatype": "int64", "shape": [-1] }, { "name": "b", "datatype": "fp32", "shape": [-1] }, { "name": "c", "datatype": "fp32", "shape": [-1] } ]
            }
            """);
        using var repository = Open();
        var session = (await repository.LoadAsync("test", Cancellation)).Model!.Session;
        Tensor[] inputs = [TorchModelTests.Numbers(1), TorchModelTests.Numbers(3)];

        Assert.Equal("The model gives an output 'a' of another type than its model.json says.", Assert.Throws<ModelRunException>(() => session.Run(inputs, [0], Cancellation)).Message);
        Assert.Equal("The model gives no output 'c', which its model.json names.", Assert.Throws<ModelRunException>(() => session.Run(inputs, [2], Cancellation)).Message);
        Assert.Single(session.Run(inputs, [1], Cancellation));
    }

    [Fact]
    public async Task Run_MobileNet_SeesWhatTheOnnxModelSees()
    {
        var script = SharedFiles.PathOrSkip("models", "mobilenet", "mobilenet_v2_1.0_224.torchscript.pt");
        _models.Add("onnx", "1", SharedFiles.PathOrSkip("models", "mobilenet", "mobilenet_v2_1.0_224_fp32.onnx"));
        Directory.CreateDirectory(Path.Combine(_models.Path, "torch", "1"));
        File.Copy(script, Path.Combine(_models.Path, "torch", "1", "model.pt"));
        _models.Write("torch", "model.json", """
            { "inputs": [ { "name": "x", "datatype": "fp32", "shape": [-1, 3, 224, 224] } ], "outputs": [ { "name": "logits", "datatype": "fp32", "shape": [-1, 1001] } ] }
            """);
        using var repository = Open(new OnnxRuntimeLoader(Options.Create(new OnnxOptions())));
        var onnx = (await repository.LoadAsync("onnx", Cancellation)).Model!.Session;
        var load = await repository.LoadAsync("torch", Cancellation);
        Assert.True(load.IsReady, load.Readiness.Reason);
        var image = Tensor.Zeros(TensorType.Fp32, [1, 3, 224, 224]);
        var random = new Random(1);
        foreach (ref var pixel in image.Numbers<float>())
        {
            pixel = (random.NextSingle() * 2) - 1;
        }

        var seen = load.Model!.Session.Run([image], [0], Cancellation)[0].Numbers<float>().ToArray();
        var expected = onnx.Run([image], [0], Cancellation)[0].Numbers<float>().ToArray();

        Assert.Equal(expected.Length, seen.Length);
        Assert.All(expected.Zip(seen), static pair => Assert.Equal(pair.First, pair.Second, 0.02));
    }

    [Fact]
    public void TryLoad_GpuThatLibtorchCannotUse_FallsBackAndSaysSoOnce()
    {
        Assert.SkipWhen(Build.HasCuda, "Needs a build for processors, in which libtorch cannot use a GPU.");
        var logger = new FakeLogger<TorchRuntimeLoader>();
        var loader = new TorchRuntimeLoader(Options.Create(new TorchOptions()), logger);
        var path = ScriptFile.Write(_folder, AddAndSubtract);
        TensorSettings[] x = [new() { Name = "x", Datatype = TensorType.Fp32, Shape = [1] }, new() { Name = "y", Datatype = TensorType.Fp32, Shape = [1] }];
        var settings = ModelSettings.Default with { Inputs = x, Outputs = x };
        Assert.True(loader.CanUseGpus);

        for (var i = 0; i < 2; i++)
        {
            Assert.True(loader.TryLoad(path, settings, TestDevices.Gpu(1), out var session, out var failure), failure?.Reason);
            Assert.Equal("cpu", session.Device);
            session.Dispose();
        }

        Assert.False(loader.CanUseGpus);
        Assert.StartsWith("libtorch cannot use cuda:1: models run on the processors.", Assert.Single(logger.Collector.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    private void Install(string methods, string settings)
    {
        Directory.CreateDirectory(Path.Combine(_models.Path, "test", "1"));
        File.Move(ScriptFile.Write(_folder, methods), Path.Combine(_models.Path, "test", "1", "model.pt"));
        _models.Write("test", "model.json", settings);
    }

    private ModelRepository Open(params IModelRuntime[] others) => TemporaryModels.OpenWith(
        _models.Options(), time: null, [new TorchRuntimeLoader(Options.Create(new TorchOptions()), NullLogger<TorchRuntimeLoader>.Instance), .. others]);
}
