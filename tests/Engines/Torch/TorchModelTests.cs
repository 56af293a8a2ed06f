using System.Runtime.InteropServices;
using TorchSharp;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Torch;
using Tensor = WorkerGrains.Engines.Tensors.Tensor;

namespace WorkerGrains.Tests.Engines.Torch;

[Collection("Torch")]
public sealed class TorchModelTests : IDisposable
{
    private static readonly TorchTrial s_trial = new(TimeSpan.FromMinutes(1));

    private readonly string _folder = Directory.CreateTempSubdirectory("workergrains-torch-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, int, int, float[]> Published { get; } = new()
    {
        // The constants of TorchSharp's own tests of these files.
        { "linrelu.script.dat", 1, 10, [0.313458264f, 0, 0.9996568f, 0, 0, 0] },
        { "scripted.script.dat", 1, 6, [1.554085f, 1.01024628f, -1.35086036f, -1.84021854f, 0.0127189457f, 0.5994258f] },
        { "l1000_100_10.script.dat", 1, 1000, [0.564213157f, -0.04519982f, -0.005117342f, 0.395530462f, -0.3780813f, -0.004734449f, -0.3221216f, -0.289159119f, 0.268511474f, 0.180702567f] },
        { "func.script.dat", 2, 10, [2, 2, 2, 2, 2, 2, 2, 2, 2, 2] },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Run_PublishedModule_GivesWhatItsAuthorsGot(string file, int inputs, int length, float[] expected)
    {
        using var model = Load(SharedFiles.PathOrSkip("models", "torchsharp-testdata", file));

        var output = Assert.Single(model.Run([.. Enumerable.Repeat(Ones(length), inputs)], Cancellation));

        Assert.Equal(inputs, model.Signature.Parameters.Count);
        Assert.Null(output.Name);
        Assert.Equal([expected.Length], output.Value.Shape);
        Assert.All(expected.Zip(output.Value.Numbers<float>().ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Run_WrongShape_IsAFailureInOneLine()
    {
        using var model = Load(SharedFiles.PathOrSkip("models", "torchsharp-testdata", "l1000_100_10.script.dat"));

        var exception = Assert.Throws<ModelRunException>(() => model.Run([Ones(100)], Cancellation));

        Assert.Contains("shapes cannot be multiplied", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.Equal([10L], Assert.Single(model.Run([Ones(1000)], Cancellation)).Value.Shape);
    }

    [Theory]
    [InlineData("-> Tuple[Tensor, Tensor]", "(torch.add(x, y), torch.sub(x, y))")]
    [InlineData("-> List[Tensor]", "[torch.add(x, y), torch.sub(x, y)]")]
    [InlineData("-> Tuple[List[Tensor], Tensor]", "([torch.add(x, y)], torch.sub(x, y))")]
    public void Run_SeveralOutputs_ComeInOrder(string returns, string result)
    {
        using var model = Load(ScriptFile.Write(_folder, $"  def forward(self: __torch__.Test,\n    x: Tensor,\n    y: Tensor) {returns}:\n    return {result}\n"));

        var outputs = model.Run([Numbers(1, 2), Numbers(3, 5)], Cancellation);

        Assert.Equal([4f, 7f], outputs[0].Value.Numbers<float>().ToArray());
        Assert.Equal([-2f, -3f], outputs[1].Value.Numbers<float>().ToArray());
        Assert.Equal(2, outputs.Count);
    }

    [Fact]
    public void Run_Dictionary_ComesByName()
    {
        using var model = Load(ScriptFile.Write(_folder, """
              def forward(self: __torch__.Test,
                x: Tensor,
                y: Tensor) -> Dict[str, Tensor]:
                return {"sum": torch.add(x, y), "größer": torch.gt(x, y)}

            """));

        var outputs = model.Run([Numbers(1, 7), Numbers(3, 5)], Cancellation).ToDictionary(static output => output.Name!, static output => output.Value);

        Assert.Equal(["größer", "sum"], outputs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([4f, 12f], outputs["sum"].Numbers<float>().ToArray());
        Assert.Equal((TensorType.Bool, 2L), (outputs["größer"].Type, outputs["größer"].Shape[0]));
        Assert.Equal([0, 1], outputs["größer"].Bytes.ToArray());
    }

    [Fact]
    public void Run_NamedMethod_IsTheOneThatRuns()
    {
        var file = ScriptFile.Write(_folder, """
              def forward(self: __torch__.Test,
                x: Tensor) -> Tensor:
                return x
              def twice(self: __torch__.Test,
                x: Tensor) -> Tensor:
                return torch.mul(x, 2)

            """);
        using var model = Load(file, new TorchLoadOptions { Method = "twice" });

        Assert.Equal([2f, 4f], Assert.Single(model.Run([Numbers(1, 2)], Cancellation)).Value.Numbers<float>().ToArray());
        Assert.False(TorchModel.TryLoad(file, new TorchLoadOptions { Method = "thrice" }, out _, out var failure));
        Assert.Equal("The model has no method 'thrice'.", failure!.Reason);
    }

    [Fact]
    public void Run_NumbersAndNone_ArePassedAndGiven()
    {
        using var model = Load(ScriptFile.Write(_folder, """
              def forward(self: __torch__.Test,
                x: Tensor,
                bias: Optional[Tensor],
                n: int,
                f: float,
                flag: bool) -> Tuple[Tensor, int, float, bool]:
                if torch.__isnot__(bias, None):
                  y = torch.add(x, unchecked_cast(Tensor, bias))
                else:
                  y = x
                return (y, torch.add(n, 1), torch.mul(f, 2.), torch.__not__(flag))

            """));

        Tensor?[] inputs = [Numbers(1, 2), null, Scalar(41L), Scalar(1.25), Tensor.Of(TensorType.Bool, [1], new byte[] { 1 })];
        var outputs = model.Run(inputs, Cancellation);

        Assert.Equal([1f, 2f], outputs[0].Value.Numbers<float>().ToArray());
        Assert.Equal([42L], outputs[1].Value.Numbers<long>().ToArray());
        Assert.Equal([2.5], outputs[2].Value.Numbers<double>().ToArray());
        Assert.Equal([0], outputs[3].Value.Bytes.ToArray());
    }

    [Theory]
    [InlineData(TensorType.Bool)]
    [InlineData(TensorType.Uint8)]
    [InlineData(TensorType.Int8)]
    [InlineData(TensorType.Int16)]
    [InlineData(TensorType.Int32)]
    [InlineData(TensorType.Int64)]
    [InlineData(TensorType.Fp16)]
    [InlineData(TensorType.Bf16)]
    [InlineData(TensorType.Fp32)]
    [InlineData(TensorType.Fp64)]
    public void Run_EveryType_KeepsEveryByte(TensorType type)
    {
        using var model = Load(ScriptFile.Write(_folder, "  def forward(self: __torch__.Test,\n    x: Tensor) -> Tensor:\n    return torch.reshape(torch.clone(x), [3, 2])\n"));
        var bytes = new byte[6 * type.Size()];
        bytes[0] = 1;
        bytes[^1] = 1;

        var output = Assert.Single(model.Run([Tensor.Of(type, [2, 3], bytes)], Cancellation)).Value;

        Assert.Equal(type, output.Type);
        Assert.Equal([3, 2], output.Shape);
        Assert.Equal(bytes, output.Bytes.ToArray());
    }

    [Fact]
    public void Run_TenThousandTimes_LeaksNoTensor()
    {
        using var model = Load(ScriptFile.Write(_folder, """
              def forward(self: __torch__.Test,
                x: Tensor,
                n: int) -> Dict[str, Tensor]:
                return {"a": torch.add(x, n), "b": torch.mul(x, n)}

            """));
        using var failing = Load(ScriptFile.Write(_folder, "  def forward(self: __torch__.Test,\n    x: Tensor) -> Tensor:\n    return torch.reshape(x, [3])\n"));
        Tensor[] inputs = [Numbers(1, 2), Scalar(3L)];
        model.Run(inputs, Cancellation);

        // What loading left behind goes first.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = torch.Tensor.TotalCount;

        for (var i = 0; i < 10_000; i++)
        {
            model.Run(inputs, Cancellation);
            if (i % 100 == 0)
            {
                Assert.Throws<ModelRunException>(() => failing.Run([inputs[0]], Cancellation));
            }
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public async Task Run_ManyAtOnce_KeepsThemApart()
    {
        using var model = Load(ScriptFile.Write(_folder, "  def forward(self: __torch__.Test,\n    x: Tensor) -> Tensor:\n    return torch.mul(x, 2)\n"), new TorchLoadOptions { Threads = 1 });

        await Parallel.ForAsync(0, 64, Cancellation, (i, cancellationToken) =>
        {
            Assert.Equal([2f * i, 2f * i], Assert.Single(model.Run([Numbers(i, i)], cancellationToken)).Value.Numbers<float>().ToArray());
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Run_CanceledBefore_DoesNotBegin()
    {
        using var model = Load(ScriptFile.Write(_folder, "  def forward(self: __torch__.Test,\n    x: Tensor) -> Tensor:\n    return x\n"));

        Assert.Throws<OperationCanceledException>(() => model.Run([Numbers(1)], new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("", "The model file is empty.")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "The model file is a pointer of Git LFS, not the model.")]
    [InlineData("PK\u0003\u0004 and then nothing", "The model file is not a TorchScript module, or it is damaged or cut short.")]
    [InlineData("something else", "The model file is not a TorchScript module, or it is damaged or cut short.")]
    public void TryLoad_BadFile_SaysWhatIsWrongWithIt(string text, string reason)
    {
        var path = Path.Combine(_folder, "bad.pt");
        File.WriteAllText(path, text);

        Assert.False(TorchModel.TryLoad(path, new TorchLoadOptions { Trial = s_trial }, out _, out var failure));

        Assert.Equal(reason, failure!.Reason);
        Assert.NotEmpty(failure.Remedy);
    }

    [Fact]
    public void TryLoad_OperatorThatLibtorchLacks_SaysWhich()
    {
        var path = ScriptFile.Write(_folder, "  def forward(self: __torch__.Test,\n    x: Tensor) -> Tensor:\n    return ops.mine.special(x)\n");

        Assert.False(TorchModel.TryLoad(path, new TorchLoadOptions { Trial = s_trial }, out _, out var failure));

        Assert.Equal("The model file uses the operator mine::special, which libtorch does not have.", failure!.Reason);
    }

    [Fact]
    public void TryLoad_GoodFileAfterATrial_Loads()
    {
        using var model = Load(
            ScriptFile.Write(_folder, "  def forward(self: __torch__.Test,\n    x: Tensor) -> Dict[str, Tensor]:\n    return {\"y\": x}\n"), new TorchLoadOptions { Trial = s_trial });

        Assert.Equal("y", Assert.Single(model.Run([Numbers(1)], Cancellation)).Name);
    }

    internal static TorchModel Load(string path, TorchLoadOptions? options = null)
    {
        Assert.True(TorchModel.TryLoad(path, options ?? new TorchLoadOptions(), out var model, out var failure), $"{failure?.Reason} {failure?.Detail}");
        return model;
    }

    internal static Tensor Numbers(params float[] numbers) => Tensor.Of(TensorType.Fp32, [numbers.Length], MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());

    private static Tensor Ones(int length) => Numbers([.. Enumerable.Repeat(1f, length)]);

    private static Tensor Scalar(long number) => Tensor.Of(TensorType.Int64, [], BitConverter.GetBytes(number));

    private static Tensor Scalar(double number) => Tensor.Of(TensorType.Fp64, [], BitConverter.GetBytes(number));
}
