using System.Net;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Silo;

/// <summary>Models of a repository as callers and operators use them: through the gateway and from another .NET process.</summary>
[Collection(ModelSilo.Shared)]
public sealed class ModelTests(ModelSilo silo)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_EveryGoodModel_Loads()
    {
        Assert.SkipWhen(silo.Names.Count == 0, "Needs the models in the folder 'shared' beside the repository.");
        foreach (var name in silo.Names.Where(static name => !name.StartsWith("bad_", StringComparison.Ordinal)))
        {
            var change = await silo.ChangeAsync(name, "load");
            Assert.True((bool?)change["done"] ?? false, $"{name}: {change.ToJsonString()}");
        }
    }

    [Theory]
    [InlineData("bad_empty", "empty")]
    [InlineData("bad_truncated", "not an ONNX")]
    [InlineData("bad_text", "Git LFS")]
    [InlineData("bad_unknown_op", "operator")]
    [InlineData("bad_future_opset", "opset")]
    public async Task Load_BadModel_IsRefusedWithTheReasonWhileOthersServe(string name, string says)
    {
        RequireModels();
        var refused = await silo.ChangeAsync(name, "load");
        var shown = await silo.Http.GetStringAsync(new Uri($"/v1/models/{name}", UriKind.Relative), Cancellation);

        Assert.Equal("not_ready", (string?)refused["code"]);
        Assert.Contains(says, (string?)refused["detail"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains(says, shown, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(silo.Repository, refused.ToJsonString() + shown + silo.Silo.Process.Output, StringComparison.Ordinal);
        Assert.Equal((float[])[2f, 4, 6, 8], await silo.RunAsync("mul2_f32", Input("x", [1, 4], 1f, 2, 3, 4)));
    }

    [Fact]
    public async Task Infer_ModelsOfTheManifest_GiveWhatItSays()
    {
        RequireModels();
        Assert.Equal((float[])[11f, 22, 33], await silo.RunAsync("add_two_inputs_f32", new InferModel { Inputs = [NamedTensor.Of("a", [1, 3], 1f, 2, 3), NamedTensor.Of("b", [1, 3], 10f, 20, 30)] }));
        Assert.Equal((float[])[6f, 15], await silo.RunAsync("varlen_sum_i64", Input("ids", [2, 3], 1L, 2, 3, 4, 5, 6)));
        Assert.Equal((float[])[6f], await silo.RunAsync("two_outputs_f32", Input("x", [1, 3], 1f, 2, 3), "row_sum"));

        var digits = await SharedDigitsAsync();
        var right = 0;
        foreach (var chunk in digits.Chunk(60))
        {
            var probabilities = await silo.RunAsync("digits_mlp", Input("pixels", [chunk.Length, 64], [.. chunk.SelectMany(static digit => digit.Pixels)]));
            right += chunk.Where((digit, row) => Array.IndexOf(probabilities[(row * 10)..((row + 1) * 10)], probabilities[(row * 10)..((row + 1) * 10)].Max()) == digit.Label).Count();
        }

        // The manifest's 521 of 540; a digit between two classes may fall either way by the rounding of a batch.
        Assert.Equal(540, digits.Count);
        Assert.InRange(right, 519, 523);
    }

    [Fact]
    public async Task Infer_StatefulModel_CarriesItsStateBetweenCalls()
    {
        RequireModels();
        var input = new InferModel
        {
            Inputs = [NamedTensor.Of("input", [1, 576], new float[576]), NamedTensor.Of("state", [2, 1, 128], new float[256]), NamedTensor.Of("sr", [], 16000L)],
        };

        var silence = await silo.RunAsync("silero_vad_16k_op15", input, "output");
        var state = await silo.RunAsync("silero_vad_16k_op15", input, "stateN");
        var next = await silo.RunAsync("silero_vad_16k_op15", input with { Inputs = [input.Inputs[0], NamedTensor.Of("state", [2, 1, 128], state), input.Inputs[2]] }, "output");

        Assert.True(silence[0] < 0.1 && next[0] < 0.1);
        Assert.NotEqual(silence[0], next[0]);
    }

    [Fact]
    public async Task Infer_FromDotNet_IsTheSameAsOverHttp()
    {
        RequireModels();
        var input = Input("x", [2, 4], 1f, 2, 3, 4, 5, 6, 7, 8) with { OutputEncoding = TensorEncoding.Base64 };

        var answer = await silo.Client.RunAsync(ModelCapabilities.Infer, input, new WorkOptions { Model = "mul2_f32" }, Cancellation);
        var unknown = await Assert.ThrowsAsync<WorkException>(() => silo.Client.RunAsync(ModelCapabilities.Infer, input, new WorkOptions { Model = "no-such-model" }, Cancellation));
        var none = await Assert.ThrowsAsync<WorkException>(() => silo.Client.RunAsync(ModelCapabilities.Infer, input, Cancellation));

        Assert.Equal(("mul2_f32", 1), (answer.Value.Model, answer.Value.ModelVersion));
        Assert.Equal([2f, 4, 6, 8, 10, 12, 14, 16], answer.Value.Outputs[0].ToArray<float>());
        Assert.Equal(WorkErrorCode.UnknownModel, unknown.Error.Code);
        Assert.Equal(WorkErrorCode.InvalidInput, none.Error.Code);
    }

    [Fact]
    public async Task Change_FromDotNet_LoadsUnloadsAndRollsBack()
    {
        RequireModels();
        silo.Install("net", 1, Shared("mul2_f32"));
        Assert.True(Done(await silo.Client.ChangeModelAsync(new ModelChange("net", ModelAction.Load), Cancellation)));
        silo.Install("net", 2, Shared("mul2_f32"));

        var loaded = Assert.Single(await silo.Client.ChangeModelAsync(new ModelChange("net", ModelAction.Load), Cancellation));
        var back = Assert.Single(await silo.Client.ChangeModelAsync(new ModelChange("net", ModelAction.RollBack), Cancellation));
        var listed = (await silo.Client.ListModelsAsync()).Single(static model => model.Model.Name == "net");
        Assert.True(Done(await silo.Client.ChangeModelAsync(new ModelChange("net", ModelAction.Unload), Cancellation)));
        using var refused = await silo.InferAsync("net", Input("x", [1, 4], 1f, 2, 3, 4));

        Assert.Equal((2, 1, 1), (loaded.Model!.Version, back.Model!.Version, listed.Model.Version));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Empty(await silo.Client.ChangeModelAsync(new ModelChange("no-such-model", ModelAction.Load), Cancellation));
    }

    [Fact]
    public async Task Load_ReplacedFiftyTimesUnderLoad_NoRequestFails()
    {
        RequireModels();
        silo.Install("replaced", 1, Shared("mul2_f32"));
        await silo.ChangeAsync("replaced", "load");
        using var stop = new CancellationTokenSource();
        var answered = 0;
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal((float[])[2f, 4, 6, 8], await silo.RunAsync("replaced", Input("x", [1, 4], 1f, 2, 3, 4)));
                Interlocked.Increment(ref answered);
            }
        })).ToList();

        for (var version = 2; version <= 51; version++)
        {
            silo.Install("replaced", version, Shared("mul2_f32"));
            var before = Volatile.Read(ref answered);
            Assert.Equal(version, (int?)(await silo.ChangeAsync("replaced", "load"))["silos"]![0]!["version"]);
            await Eventually.TrueAsync(() => Volatile.Read(ref answered) > before || callers.Exists(static caller => caller.IsFaulted), "callers go on");
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        TestContext.Current.TestOutputHelper!.WriteLine($"{answered} requests answered during 50 replacements, none failed.");
    }

    [Fact]
    public async Task Infer_HundredColdCallers_ShareOneLoad()
    {
        RequireModels();
        silo.Install("cold", 1, Shared("mul2_f32"));
        await Eventually.TrueAsync(async () => (await silo.Http.GetStringAsync(new Uri("/v1/models", UriKind.Relative), Cancellation)).Contains("\"cold\"", StringComparison.Ordinal), "the model is found");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => silo.RunAsync("cold", Input("x", [1, 4], number, 0, 0, 0f))));

        Assert.Equal(Enumerable.Range(0, 100).Select(static number => 2f * number), answers.Select(static answer => answer[0]));

        // The log of another process comes when it comes; after all 100 answers there is nothing left to load.
        await Eventually.TrueAsync(() => Loads() > 0, "the load is logged");
        Assert.Equal(1, Loads());

        int Loads() => silo.Silo.Process.Output.Split('\n').Count(static line => line.Contains("of the model cold on", StringComparison.Ordinal));
    }

    private static void RequireModels() => _ = SharedFiles.PathOrSkip("models", "tiny");

    private static string Shared(string tiny) => SharedFiles.PathOrSkip("models", "tiny", tiny + ".onnx");

    private static bool Done(IEnumerable<ModelChangeResult> results) => Assert.Single(results).Error is null;

    private static InferModel Input<T>(string name, int[] shape, params T[] elements)
        where T : unmanaged => new() { Inputs = [NamedTensor.Of<T>(name, shape, elements)] };

    private static async Task<IReadOnlyList<(float[] Pixels, int Label)>> SharedDigitsAsync()
    {
        var lines = await File.ReadAllLinesAsync(SharedFiles.PathOrSkip("models", "classic", "digits_test.csv"), Cancellation);
        return
        [
            .. lines.Where(static line => char.IsDigit(line[0])).Select(static line => Array.ConvertAll(line.Split(','), static cell => float.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)))
                .Select(static row => (row[..64], (int)row[64])),
        ];
    }
}
