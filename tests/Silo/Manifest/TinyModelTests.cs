using System.Net;
using System.Text.Json.Nodes;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Tests.Silo.Manifest;

/// <summary>Each small model of the shared folder gives through the gateway what its graph computes.</summary>
[Collection(ModelSilo.Shared)]
public sealed class TinyModelTests(ModelSilo silo)
{
    /// <summary>A model, its inputs, and its outputs as they are to come.</summary>
    public static TheoryData<string, string, string> Graphs { get; } = new()
    {
        { "identity_f32", """[{"name":"x","shape":[2,2],"data":[1.5,-2,0,3.25]}]""", """{"y":[1.5,-2,0,3.25]}""" },
        { "identity_f64", """[{"name":"x","shape":[1,2],"data":[0.1,1e300]}]""", """{"y":[0.1,1E+300]}""" },
        { "identity_f16", """[{"name":"x","shape":[1,2],"data":[0.5,65504]}]""", """{"y":[0.5,65504]}""" },
        { "identity_i32", """[{"name":"x","shape":[1,2],"data":[-2147483648,2147483647]}]""", """{"y":[-2147483648,2147483647]}""" },
        { "identity_i64", """[{"name":"x","shape":[1,2],"data":[-9223372036854775808,9223372036854775807]}]""", """{"y":[-9223372036854775808,9223372036854775807]}""" },
        { "identity_u8", """[{"name":"x","shape":[1,2],"data":[0,255]}]""", """{"y":[0,255]}""" },
        { "identity_bool", """[{"name":"x","shape":[1,2],"data":[true,false]}]""", """{"y":[true,false]}""" },
        { "identity_string", """[{"name":"x","shape":[1,2],"data":["a","Grüße"]}]""", """{"y":["a","Grüße"]}""" },
        { "mul2_f32", """[{"name":"x","shape":[1,4],"data":[1,2,3,-4]}]""", """{"y":[2,4,6,-8]}""" },
        { "add_two_inputs_f32", """[{"name":"a","shape":[1,3],"data":[1,2,3]},{"name":"b","shape":[1,3],"data":[10,20,30]}]""", """{"sum":[11,22,33]}""" },
        { "two_outputs_f32", """[{"name":"x","shape":[2,3],"data":[1,2,3,6,5,4]}]""", """{"row_sum":[6,15],"row_max":[3,6]}""" },
        { "fixed_batch1_f32", """[{"name":"x","shape":[3,4],"data":[1,2,3,4,5,6,7,8,9,10,11,12]}]""", """{"y":[3,6,9,12,15,18,21,24,27,30,33,36]}""" },
        { "scalar_in_f32", """[{"name":"x","shape":[2,2],"data":[1,2,3,4]},{"name":"s","shape":[],"data":[10]}]""", """{"y":[10,20,30,40]}""" },
        { "varlen_sum_i64", """[{"name":"ids","shape":[2,3],"data":[1,2,3,4,5,6]}]""", """{"total":[6,15]}""" },
        { "fails_above_batch4", """[{"name":"x","shape":[4,2],"data":[1,2,3,4,5,6,7,8]}]""", """{"y":[1,2,3,4,5,6,7,8]}""" },
        { "fails_on_bad_index", """[{"name":"idx","shape":[3],"data":[0,9,-1]}]""", """{"y":[0,90,90]}""" },
        { "log_nan", """[{"name":"x","shape":[1,1],"data":[1]}]""", """{"y":[0]}""" },
        { "running_sum_state", """[{"name":"x","shape":[1,1],"data":[2]},{"name":"state","shape":[1,1],"data":[40]}]""", """{"state_out":[42]}""" },
        { "zipmap_seq_map", """[{"name":"x","shape":[2,3],"data":[0,0,0,0,0,0]}]""", """{"label":[0,0],"scores":[0.33333334,0.33333334,0.33333334,0.33333334,0.33333334,0.33333334],"scores.keys":[0,1,2]}""" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Graphs))]
    public async Task Infer_SmallModel_ComputesItsGraph(string model, string inputs, string outputs)
    {
        RequireModels();
        using var response = await silo.InferAsync(model, JsonNode.Parse($$"""{"inputs":{{inputs}}}""")!);

        var answer = JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation))!;
        var given = new JsonObject(answer["outputs"]!.AsArray().Select(static output => KeyValuePair.Create((string)output!["name"]!, (JsonNode?)output["data"]!.DeepClone())));
        Assert.Equal(JsonNode.Parse(outputs)!.ToJsonString(ContractJson.Options), given.ToJsonString(ContractJson.Options));
    }

    [Fact]
    public async Task Infer_BusyLoop_GivesWhatItWasGivenHoweverOftenItLoops()
    {
        RequireModels();
        var numbers = Enumerable.Range(0, 64).Select(static number => number / 8f).ToArray();

        var once = await silo.RunAsync("busy_loop", new InferModel { Inputs = [NamedTensor.Of("x", [1, 64], numbers), NamedTensor.Of("iters", [], 1L)] });
        var often = await silo.RunAsync("busy_loop", new InferModel { Inputs = [NamedTensor.Of("x", [1, 64], numbers), NamedTensor.Of("iters", [], 200L)] });

        Assert.Equal(numbers, once);
        Assert.Equal(numbers, often);
    }

    [Fact]
    public async Task Infer_BadRowAmongManyCallers_FailsAlone()
    {
        RequireModels();
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(number => silo.InferAsync("fails_on_bad_index", new InferModel { Inputs = [NamedTensor.Of("idx", [1], number == 7 ? 1_000_000L : number % 10)] })));

        for (var number = 0; number < answers.Length; number++)
        {
            using var response = answers[number];
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
            if (number == 7)
            {
                Assert.Equal("model.run_failed", (string?)answer["code"]);
            }
            else
            {
                Assert.Equal(number % 10 * 10f, (float)answer["outputs"]![0]!["data"]![0]!);
            }
        }
    }

    [Fact]
    public async Task Infer_ModelThatFailsOnLargeBatches_AnswersManyCallersAndManyRows()
    {
        RequireModels();
        var rows = Enumerable.Range(0, 22).Select(static number => (float)number).ToArray();
        var callers = await Task.WhenAll(Enumerable.Range(0, 24).Select(number => silo.RunAsync("fails_above_batch4", Input("x", [1, 2], number, -number))));

        Assert.All(callers.Select(static (answer, number) => (answer, number)), static caller => Assert.Equal([caller.number, -caller.number], caller.answer));
        var many = await silo.RefusalAsync("fails_above_batch4", Input("x", [11, 2], rows));
        Assert.Equal("model.run_failed", (string?)many["code"]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task Infer_AnswerThatIsNoFiniteNumber_IsRefusedUnlessAllowed(float number)
    {
        RequireModels();
        var input = Input("x", [1, 1], number);

        var refused = await silo.RefusalAsync("log_nan", input);
        var allowed = await silo.AnswerAsync("log_nan", input with { NonFinite = NonFiniteNumbers.Allow, OutputEncoding = TensorEncoding.Base64 });

        Assert.Equal("model.not_finite", (string?)refused["code"]);
        Assert.Equal(MathF.Log(number), Assert.Single(allowed.Outputs[0].ToArray<float>()));
    }

    [Fact]
    public async Task Infer_ShapeThatIsNotTheModels_IsRefused()
    {
        RequireModels();
        using var response = await silo.InferAsync("mul2_f32", Input("x", [1, 3], 1, 2, 3));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("model.shape_mismatch", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static void RequireModels() => SharedFiles.PathOrSkip("models", "tiny");

    private static InferModel Input(string name, int[] shape, params float[] numbers) => new() { Inputs = [NamedTensor.Of(name, shape, numbers)] };
}
