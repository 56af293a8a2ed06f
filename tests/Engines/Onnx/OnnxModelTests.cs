using Microsoft.Extensions.Time.Testing;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Tests.Engines.Onnx;

public sealed class OnnxModelTests
{
    private const long Endless = 1_000_000_000;

    private static readonly OnnxLoadOptions s_options = new() { Runtime = new OnnxOptions() };

    [Theory]
    [InlineData("bad_empty.onnx", "The model file is empty.")]
    [InlineData("bad_text.onnx", "The model file is a pointer of Git LFS, not the model.")]
    [InlineData("bad_truncated.onnx", "The model file is not an ONNX model, or it is damaged or cut short.")]
    [InlineData("make_tiny.py", "The model file is not an ONNX model, or it is damaged or cut short.")]
    [InlineData("bad_unknown_op.onnx", "The model file uses the operator example.unknown:NoSuchOp, which ONNX Runtime does not have.")]
    [InlineData("bad_future_opset.onnx", "The model file needs a newer ONNX Runtime: it uses opset 99, and this one knows up to 26.")]
    [InlineData("no_such_file.onnx", "The model file cannot be read.")]
    public void TryLoad_BadFile_SaysWhatIsWrongWithIt(string file, string reason)
    {
        var path = Path.Combine(SharedFiles.PathOrSkip("models", "tiny"), file);

        var isLoaded = OnnxModel.TryLoad(path, s_options, out _, out var failure);

        Assert.False(isLoaded);
        Assert.Equal(reason, failure!.Reason);
        Assert.NotEmpty(failure.Remedy);
        Assert.Null(failure.Detail);
    }

    [Fact]
    public void TryLoad_GoodFiles_AllLoad()
    {
        var files = Directory.GetFiles(SharedFiles.PathOrSkip("models", "tiny"), "*.onnx")
            .Where(static file => !Path.GetFileName(file).StartsWith("bad_", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(files);
        Assert.All(files, static file =>
        {
            using var model = Load(file);
            Assert.NotEmpty(model.Inputs);
            Assert.NotEmpty(model.Outputs);
        });
    }

    [Fact]
    public void TryLoad_GoodFile_ShowsInputsAndOutputs()
    {
        using var model = LoadTiny("add_two_inputs_f32.onnx");

        Assert.Equal(["a", "b"], model.Inputs.Select(static input => input.Name));
        Assert.True(model.Inputs[0].Fits(TensorElementType.Float, -1, 3));
        Assert.True(model.Inputs[0].Fits(TensorElementType.Float, 7, 3));
        Assert.False(model.Inputs[0].Fits(TensorElementType.Float, 7, 4));
        Assert.False(model.Inputs[0].Fits(TensorElementType.Float, 7));
        Assert.False(model.Inputs[0].Fits(TensorElementType.Int64, 7, 3));
        Assert.Equal("sum", Assert.Single(model.Outputs).Name);
    }

    [Fact]
    public void TryLoad_OutputThatIsNoTensor_HasNoElementType()
    {
        using var model = LoadTiny("zipmap_seq_map.onnx");

        Assert.Null(model.Outputs.Single(static output => output.Name == "scores").ElementType);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(null)]
    public void Run_TensorsOfTheCaller_AreReadAndWrittenInPlace(int? threads)
    {
        using var model = LoadTiny("add_two_inputs_f32.onnx", s_options with { Threads = threads });
        using var a = new PinnedTensor<float>();
        using var b = new PinnedTensor<float>();
        using var sum = new PinnedTensor<float>();

        for (var batch = 1; batch <= 3; batch++)
        {
            a.Reshape(batch, 3).Fill(batch);
            b.Reshape(batch, 3).Fill(0.5f);
            var sums = sum.Reshape(batch, 3);
            model.Run(["a", "b"], [a.Value, b.Value], ["sum"], [sum.Value], TestContext.Current.CancellationToken);

            Assert.Equal(Enumerable.Repeat(batch + 0.5f, batch * 3), sums.ToArray());
        }
    }

    [Fact]
    public void Run_OutputsOfUnknownShape_AreMadeByTheModel()
    {
        using var model = LoadTiny("varlen_sum_i64.onnx");
        using var ids = new PinnedTensor<long>();
        ((ReadOnlySpan<long>)[1, 2, 3, 10, 20, 30]).CopyTo(ids.Reshape(2, 3));

        using var outputs = model.Run(["ids"], [ids.Value], ["total"], TestContext.Current.CancellationToken);

        Assert.Equal([6, 60], outputs[0].GetTensorDataAsSpan<long>().ToArray());
    }

    [Fact]
    public void Run_InputThatTheModelFailsOn_ThrowsAndTheModelGoesOn()
    {
        using var model = LoadTiny("fails_on_bad_index.onnx");
        using var index = new PinnedTensor<long>();
        index.Reshape(1)[0] = 10_000;

        Assert.Throws<OnnxRuntimeException>(() => model.Run(["idx"], [index.Value], ["y"], TestContext.Current.CancellationToken));

        index.Reshape(1)[0] = 4;
        using var outputs = model.Run(["idx"], [index.Value], ["y"], TestContext.Current.CancellationToken);
        Assert.Equal(40, outputs[0].GetTensorDataAsSpan<float>()[0]);
    }

    [Fact]
    public async Task Run_CanceledMeanwhile_StopsAndTheModelGoesOn()
    {
        using var model = LoadTiny("busy_loop.onnx");
        using var canceling = new CancellationTokenSource();
        using var x = new PinnedTensor<float>();
        using var iterations = new PinnedTensor<long>();
        x.Reshape(1, 64).Fill(2);
        iterations.Reshape()[0] = Endless;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var run = Task.Run(
            () =>
            {
                started.SetResult();
                using var outputs = model.Run(["x", "iters"], [x.Value, iterations.Value], ["y"], canceling.Token);
            },
            TestContext.Current.CancellationToken);
        await started.Task;
        // Left alone it would run for an hour, so whenever this comes, it comes in the middle.
        canceling.CancelAfter(TimeSpan.FromMilliseconds(20));

        var canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal(canceling.Token, canceled.CancellationToken);

        iterations.Reshape()[0] = 3;
        using var again = model.Run(["x", "iters"], [x.Value, iterations.Value], ["y"], TestContext.Current.CancellationToken);
        Assert.Equal(2, again[0].GetTensorDataAsSpan<float>()[0]);
    }

    [Fact]
    public void Run_CanceledBefore_DoesNotBegin()
    {
        using var model = LoadTiny("mul2_f32.onnx");
        using var x = new PinnedTensor<float>();
        x.Reshape(1, 4).Clear();

        Assert.Throws<OperationCanceledException>(() => model.Run(["x"], [x.Value], ["y"], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Dispose_DuringRun_LetsTheRunEndAndRefusesOthers()
    {
        var model = LoadTiny("mul2_f32.onnx");
        using var x = new PinnedTensor<float>();
        x.Reshape(1, 4).Fill(4);
        using var names = new HeldNames("x");
        var run = Task.Run(() => model.Run(names, [x.Value], ["y"], CancellationToken.None), TestContext.Current.CancellationToken);
        await names.Entered.Task;

        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Run(["x"], [x.Value], ["y"], CancellationToken.None));
        names.Held.Set();

        using var outputs = await run;
        Assert.Equal(8, outputs[0].GetTensorDataAsSpan<float>()[0]);
    }

    [Fact]
    public void Run_ThenIdle_GivesTheMemoryOfTheRunBack()
    {
        const long Mebibyte = 1024 * 1024;
        var time = new FakeTimeProvider();
        using var model = LoadTiny("two_outputs_f32.onnx", s_options with { Time = time });
        using var x = new PinnedTensor<float>();
        x.Reshape(16 * Mebibyte, 1).Fill(1);

        using (model.Run(["x"], [x.Value], ["row_sum", "row_max"], TestContext.Current.CancellationToken))
        {
        }

        // The first look finds that there was a run, the second that there was none since.
        time.Advance(s_options.Runtime.ReleaseMemoryAfter);
        var held = MemoryOfProcess();
        time.Advance(s_options.Runtime.ReleaseMemoryAfter);
        var idle = MemoryOfProcess();

        // Of the two outputs of 64 MiB each one goes; ONNX Runtime keeps the first part of its memory.
        Assert.InRange(held - idle, 48 * Mebibyte, long.MaxValue);
        x.Reshape(1, 1)[0] = 4;
        using var outputs = model.Run(["x"], [x.Value], ["row_sum", "row_max"], TestContext.Current.CancellationToken);
        Assert.Equal(4, outputs[0].GetTensorDataAsSpan<float>()[0]);
    }

    [Fact]
    public async Task Run_ManyAtOnce_KeepsThemApart()
    {
        using var model = LoadTiny("mul2_f32.onnx");

        await Parallel.ForAsync(0, 64, TestContext.Current.CancellationToken, (i, cancellationToken) =>
        {
            using var x = new PinnedTensor<float>();
            using var y = new PinnedTensor<float>();
            x.Reshape(1, 4).Fill(i);
            var doubled = y.Reshape(1, 4);
            model.Run(["x"], [x.Value], ["y"], [y.Value], cancellationToken);
            Assert.Equal([2f * i, 2f * i, 2f * i, 2f * i], doubled.ToArray());
            return ValueTask.CompletedTask;
        });
    }

    private static long MemoryOfProcess()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static OnnxModel LoadTiny(string file, OnnxLoadOptions? options = null) => Load(SharedFiles.PathOrSkip("models", "tiny", file), options);

    private static OnnxModel Load(string path, OnnxLoadOptions? options = null)
    {
        Assert.True(OnnxModel.TryLoad(path, options ?? s_options, out var model, out var failure), failure?.Reason);
        return model;
    }

    /// <summary>Holds a run between its beginning and its first operator: the names are read in there.</summary>
    private sealed class HeldNames(string name) : IReadOnlyCollection<string>, IDisposable
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Held { get; } = new();

        public int Count => 1;

        public IEnumerator<string> GetEnumerator()
        {
            Entered.TrySetResult();
            Held.Wait();
            yield return name;
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        public void Dispose() => Held.Dispose();
    }
}
