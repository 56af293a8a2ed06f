using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Inference;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Inference;

public sealed class InferenceHandlerTests : IDisposable
{
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TemporaryModels _models = new();
    private readonly ModelRepository _repository;
    private readonly InferenceHandler _handler;

    public InferenceHandlerTests()
    {
        _repository = _models.Open();
        _handler = new InferenceHandler(
            _repository, new EngineInstruments(_metrics.GetRequiredService<IMeterFactory>(), TimeProvider.System), TimeProvider.System, NullLogger<InferenceHandler>.Instance);
    }

    public void Dispose()
    {
        _repository.Dispose();
        _models.Dispose();
        _metrics.Dispose();
    }

    [Theory]
    [InlineData("identity_f32.onnx", "[[1.5,-2]]", "[1.5,-2]")]
    [InlineData("identity_f64.onnx", "[[0.1,1e300]]", "[0.1,1E+300]")]
    [InlineData("identity_f16.onnx", "[[0.5,65504]]", "[0.5,65504]")]
    [InlineData("identity_i32.onnx", "[[-2147483648,2147483647]]", "[-2147483648,2147483647]")]
    [InlineData("identity_i64.onnx", "[[-9223372036854775808,9223372036854775807]]", "[-9223372036854775808,9223372036854775807]")]
    [InlineData("identity_u8.onnx", "[[0,255]]", "[0,255]")]
    [InlineData("identity_bool.onnx", "[[true,false]]", "[true,false]")]
    [InlineData("identity_string.onnx", "[[\"a\",\"Grüße\"]]", "[\"a\",\"Grüße\"]")]
    public async Task RunAsync_EveryType_ComesBackAsItWent(string file, string data, string expected)
    {
        Install("model", file);

        var answer = await RunAsync("model", $$"""{"inputs":[{"name":"x","shape":[1,2],"data":{{data}}}]}""");

        var output = Assert.Single(answer.Outputs);
        Assert.Equal(("y", expected), (output.Name, JsonSerializer.Serialize(output.Data, ContractJson.Options)));
        Assert.Equal([1, 2], output.Shape);
    }

    [Theory]
    [InlineData("identity_f16.onnx", "fp16", new byte[] { 0x00, 0x38, 0x00, 0xBC })]
    [InlineData("identity_i64.onnx", "int64", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData("identity_bool.onnx", "bool", new byte[] { 1, 0 })]
    public async Task RunAsync_Bytes_ComeBackAsBytes(string file, string type, byte[] bytes)
    {
        Install("model", file);

        var answer = await RunAsync(
            "model", $$"""{"outputEncoding":"base64","inputs":[{"name":"x","datatype":"{{type}}","shape":[1,2],"bytes":"{{Convert.ToBase64String(bytes)}}"}]}""");

        Assert.Equal(bytes, Assert.Single(answer.Outputs).Bytes!.Value.ToArray());
    }

    [Fact]
    public async Task RunAsync_SeveralInputsAndOutputs_AreMatchedByName()
    {
        Install("add", "add_two_inputs_f32.onnx");
        Install("two", "two_outputs_f32.onnx");

        var sum = await RunAsync("add", """{"inputs":[{"name":"b","shape":[1,3],"data":[10,20,30]},{"name":"a","shape":[1,3],"data":[1,2,3]}]}""");
        var max = await RunAsync("two", """{"inputs":[{"name":"x","shape":[2,3],"data":[1,2,3,6,5,4]}],"outputs":["row_max"]}""");

        Assert.Equal([11f, 22, 33], sum.Outputs[0].ToArray<float>());
        Assert.Equal("row_max", Assert.Single(max.Outputs).Name);
        Assert.Equal([3f, 6], max.Outputs[0].ToArray<float>());
    }

    [Fact]
    public async Task RunAsync_SingleNumber_IsAnEmptyShape()
    {
        Install("model", "scalar_in_f32.onnx");

        var answer = await RunAsync("model", """{"inputs":[{"name":"x","shape":[1,2],"data":[1,2]},{"name":"s","shape":[],"data":[10]}]}""");

        Assert.Equal(2, answer.Outputs[0].ToArray<float>().Length);
    }

    [Fact]
    public async Task RunAsync_SequenceOfMaps_IsValuesAndKeys()
    {
        Install("model", "zipmap_seq_map.onnx");

        var answer = await RunAsync("model", """{"inputs":[{"name":"x","shape":[2,3],"data":[3,1,2,1,5,2]}]}""");

        Assert.Equal(["label", "scores", "scores.keys"], answer.Outputs.Select(static output => output.Name));
        Assert.Equal([2, 3], answer.Outputs[1].Shape);
        Assert.Equal(3, answer.Outputs[2].ToArray<long>().Length);
        var scores = answer.Outputs[1].ToArray<float>();
        var keys = answer.Outputs[2].ToArray<long>();
        for (var row = 0; row < 2; row++)
        {
            var best = Array.IndexOf(scores[(row * 3)..((row * 3) + 3)], scores[(row * 3)..((row * 3) + 3)].Max());
            Assert.Equal(answer.Outputs[0].ToArray<long>()[row], keys[best]);
        }
    }

    [Fact]
    public async Task RunAsync_ModelOfOneRow_ServesManyCallersAndManyRows()
    {
        Install("model", "fixed_batch1_f32.onnx");

        var many = await RunAsync("model", """{"inputs":[{"name":"x","shape":[3,4],"data":[1,2,3,4,5,6,7,8,9,10,11,12]}]}""");
        var callers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            RunAsync("model", $$"""{"inputs":[{"name":"x","shape":[1,4],"data":[{{number}},0,0,0]}]}""")));

        Assert.Equal([3, 4], many.Outputs[0].Shape);
        var alone = (await RunAsync("model", """{"inputs":[{"name":"x","shape":[1,4],"data":[9,10,11,12]}]}""")).Outputs[0].ToArray<float>();
        Assert.Equal(alone, many.Outputs[0].ToArray<float>()[8..]);
        Assert.Equal(20, callers.Select(static answer => answer.Outputs[0].ToArray<float>()[0]).Distinct().Count());
    }

    [Fact]
    public async Task RunAsync_ManyCallersAtOnce_EachGetsItsOwnRows()
    {
        Install("model", "mul2_f32.onnx");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => RunAsync(
            "model", $$"""{"inputs":[{"name":"x","shape":[{{(number % 3) + 1}},4],"data":[{{string.Join(',', Enumerable.Repeat(number, ((number % 3) + 1) * 4))}}]}]}""")));

        for (var number = 0; number < answers.Length; number++)
        {
            Assert.Equal(Enumerable.Repeat(2f * number, ((number % 3) + 1) * 4), answers[number].Outputs[0].ToArray<float>());
        }
    }

    [Fact]
    public async Task RunAsync_BadRowAmongOthers_FailsAlone()
    {
        Install("model", "fails_on_bad_index.onnx");

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            SendAsync("model", $$"""{"inputs":[{"name":"idx","shape":[1],"data":[{{(number == 7 ? 1_000_000 : 0)}}]}]}""")));

        Assert.Equal("model.run_failed", results[7].Error!.Reason);
        Assert.All(results.Where((_, number) => number != 7), static result => Assert.Null(result.Error));
    }

    [Fact]
    public async Task RunAsync_ModelThatFailsOnLargeBatches_AnswersAllCallers()
    {
        Install("model", "fails_above_batch4.onnx");

        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => SendAsync("model", """{"inputs":[{"name":"x","shape":[1,2],"data":[1,2]}]}""")));

        Assert.All(results, static result => Assert.Null(result.Error));
    }

    [Fact]
    public async Task RunAsync_NumbersThatAreNotFinite_FailUnlessAllowedAndLeaveOthersAlone()
    {
        Install("model", "log_nan.onnx");

        var results = await Task.WhenAll(
            SendAsync("model", """{"inputs":[{"name":"x","shape":[1,1],"data":[-1]}]}"""),
            SendAsync("model", """{"inputs":[{"name":"x","shape":[1,1],"data":[1]}]}"""),
            SendAsync("model", """{"nonFinite":"allow","inputs":[{"name":"x","shape":[2,1],"data":[-1,0]}]}"""));

        Assert.Equal("model.not_finite", results[0].Error!.Reason);
        Assert.Null(results[1].Error);
        Assert.Contains("""["NaN","-Infinity"]""", Encoding.UTF8.GetString(results[2].Payload.Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_StateInAndOut_IsTheCallers()
    {
        Install("model", "running_sum_state.onnx");

        var state = 0f;
        foreach (var number in (float[])[1, 2, 3.5f])
        {
            var answer = await RunAsync("model", FormattableString.Invariant($$"""{"inputs":[{"name":"x","shape":[1,1],"data":[{{number}}]},{"name":"state","shape":[1,1],"data":[{{state}}]}]}"""));
            state = answer.Outputs[0].ToArray<float>()[0];
        }

        Assert.Equal(6.5f, state);
    }

    [Theory]
    [InlineData("""[{"name":"z","shape":[1,3],"data":[1,2,3]}]""", "model.input_unknown")]
    [InlineData("""[{"name":"a","shape":[1,3],"data":[1,2,3]},{"name":"a","shape":[1,3],"data":[1,2,3]}]""", "model.input_unknown")]
    [InlineData("""[{"name":"a","shape":[1,3],"data":[1,2,3]}]""", "model.input_missing")]
    [InlineData("""[{"name":"a","shape":[1,4],"data":[1,2,3,4]},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.shape_mismatch")]
    [InlineData("""[{"name":"a","shape":[3],"data":[1,2,3]},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.shape_mismatch")]
    [InlineData("""[{"name":"a","shape":[1,3],"data":[1,2]},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.shape_mismatch")]
    [InlineData("""[{"name":"a","shape":[1,3],"data":[[1],[2],[3]]},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.shape_mismatch")]
    [InlineData("""[{"name":"a","shape":[-1,3],"data":[1,2,3]},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.shape_mismatch")]
    [InlineData("""[{"name":"a","shape":[2147483647,3],"data":[1,2,3]},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.shape_mismatch")]
    [InlineData("""[{"name":"a","shape":[1,3],"bytes":"AAAA"},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.shape_mismatch")]
    [InlineData("""[{"name":"a","shape":[0,3],"data":[]},{"name":"b","shape":[0,3],"data":[]}]""", "model.shape_mismatch")]
    [InlineData("""[{"name":"a","datatype":"int64","shape":[1,3],"data":[1,2,3]},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.type_mismatch")]
    [InlineData("""[{"name":"a","shape":[1,3],"data":["a","b","c"]},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.type_mismatch")]
    [InlineData("""[{"name":"a","shape":[1,3],"data":[true,true,true]},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.type_mismatch")]
    [InlineData("""[{"name":"a","shape":[1,3],"data":[1,2,1e39]},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.type_mismatch")]
    [InlineData("""[{"name":"a","shape":[2,3],"data":[1,2,3,4,5,6]},{"name":"b","shape":[1,3],"data":[1,2,3]}]""", "model.batch_mismatch")]
    [InlineData("""[{"name":"a","shape":[1,3],"data":[1,2,3]},{"name":"b","shape":[1,3],"data":[1,2,3]}],"outputs":["total"]""", "model.output_unknown")]
    public async Task RunAsync_InputThatIsNotTheModels_SaysWhatIsWrong(string inputs, string reason)
    {
        Install("model", "add_two_inputs_f32.onnx");

        var result = await SendAsync("model", $$"""{"inputs":{{inputs}}}""");

        Assert.Equal((WorkErrorCode.InvalidInput, reason), (result.Error!.Code, result.Error.Reason));
        Assert.Contains(ModelCapabilities.Infer.Errors, error => error.Code == reason);
    }

    [Fact]
    public async Task RunAsync_UnknownModel_SaysSo()
    {
        var result = await SendAsync("nothing", """{"inputs":[{"name":"x","shape":[1],"data":[1]}]}""");

        Assert.Equal(WorkErrorCode.UnknownModel, result.Error!.Code);
    }

    [Fact]
    public async Task RunAsync_BatchingSwitchedOff_TakesTheShapeAsTheModelDeclaresIt()
    {
        Install("model", "fixed_batch1_f32.onnx");
        _models.Write("model", "model.json", """{ "batching": { "enabled": false } }""");

        var result = await SendAsync("model", """{"inputs":[{"name":"x","shape":[2,4],"data":[1,2,3,4,5,6,7,8]}]}""");

        Assert.Equal("model.shape_mismatch", result.Error!.Reason);
    }

    private void Install(string name, string file) => _models.AddTiny(name, "1", file);

    private async Task<WorkResult> SendAsync(string model, string json) => await _handler.RunAsync(
        new WorkRequest { Capability = "model.infer", Model = model, Payload = new Payload(Encoding.UTF8.GetBytes(json)) }, TestContext.Current.CancellationToken);

    private async Task<ModelInference> RunAsync(string model, string json)
    {
        var result = await SendAsync(model, json);
        Assert.Null(result.Error);
        return JsonSerializer.Deserialize<ModelInference>(result.Payload.Bytes.Span, ContractJson.Options)!;
    }
}
