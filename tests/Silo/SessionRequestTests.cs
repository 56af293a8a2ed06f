using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Silo;

/// <summary>Sessions as callers use them, with silos in processes of their own.</summary>
[Collection(ModelSilo.Shared)]
public sealed class SessionRequestTests(ModelSilo silo)
{
    private const int ChunkLength = 512;
    private const int ContextLength = 64;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_SessionOverHttp_RemembersUntilItEnds()
    {
        await silo.InstallAsync("running-sum", SharedFiles.PathOrSkip("models", "tiny", "running_sum_state.onnx"), """{ "sequence": { "states": [{ "input": "state", "output": "state_out" }] } }""");

        var (first, sum) = await SendAsync(silo.Http, "running-sum", "new", 1);
        var (_, second) = await SendAsync(silo.Http, "running-sum", first, 2);
        var (_, last) = await SendAsync(silo.Http, "running-sum", first, 3.5f, isLast: true);
        using var late = await PostAsync(silo.Http, "running-sum", first, 1);

        Assert.Equal((1f, 3f, 6.5f), (sum, second, last));
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Equal("session_lost", (string?)(await late.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["code"]);
    }

    [Theory]
    [InlineData("silero_vad_16k_op15.onnx")]
    [InlineData("silero_vad.onnx")]
    public async Task Infer_ManySessionsOfSileroAtOnce_HearWhatOneHearsWithItsStateCarriedByHand(string file)
    {
        var recording = SharedFiles.PathOrSkip("data", "audio", "speech_16k.wav");
        var name = "session-" + Path.GetFileNameWithoutExtension(file).Replace('_', '-');
        await silo.InstallAsync(name, SharedFiles.PathOrSkip("models", "silero-vad", file), """{ "sequence": { "states": [{ "input": "state", "output": "stateN", "batchAxis": 1 }] } }""");
        var samples = MemoryMarshal.Cast<byte, short>((await File.ReadAllBytesAsync(recording, Cancellation)).AsSpan(44)).ToArray().Select(static sample => sample / 32768f).ToArray();

        // Each begins elsewhere, so that a state that went to another session would show.
        var heard = await Task.WhenAll(Enumerable.Range(0, 8).Select(place => HearAsync(name, samples.AsMemory(place * 16_000))));
        for (var place = 0; place < heard.Length; place++)
        {
            var alone = await HearByHandAsync(name, samples.AsMemory(place * 16_000));
            Assert.All(heard[place].Zip(alone), static pair => Assert.Equal(pair.Second, pair.First, 1e-4));
        }

        Assert.Contains(heard.SelectMany(static probabilities => probabilities), static probability => probability > 0.9);
    }

    [Fact]
    public async Task Kill_TheSiloOfTheSession_IsATypedErrorAndANewSessionServes()
    {
        using var models = new TemporaryModels();
        models.AddTiny("sum", "1", "running_sum_state.onnx").Write("sum", "model.json", """{ "pinned": true, "sequence": { "states": [{ "input": "state", "output": "state_out" }] } }""");
        string[] arguments = [$"--Models:Path={models.Path}"];
        await using var cluster = await RedisCluster.StartAsync(("gateway", arguments), ("other", arguments));
        var (gateway, other) = (cluster.Silos[0], cluster.Silos[1]);
        await Eventually.TrueAsync(
            async () => (await gateway.Http.GetFromJsonAsync<JsonNode>("/v1/models/sum", Cancellation))!["silos"]!.AsArray().Count == 2, "the gateway knows both");

        // An idle silo keeps what comes in to it.
        var (session, _) = await SendAsync(other.Http, "sum", "new", 1);
        var (_, beforehand) = await SendAsync(gateway.Http, "sum", session, 2);
        other.Process.Kill();
        using var lost = await PostAsync(gateway.Http, "sum", session, 2);
        var (_, sum) = await SendAsync(gateway.Http, "sum", "new", 5);

        Assert.Equal(3, beforehand);
        Assert.Equal(HttpStatusCode.Gone, lost.StatusCode);
        Assert.Equal(5, sum);
    }

    private static async Task<(string? Session, float Sum)> SendAsync(HttpClient http, string model, string? session, float number, bool isLast = false)
    {
        using var response = await PostAsync(http, model, session, number, isLast);
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
        return (response.Headers.TryGetValues("X-Session-Id", out var ids) ? ids.Single() : null, (float)answer["outputs"]![0]!["data"]![0]!);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string model, string? session, float number, bool isLast = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/models/{model}/infer")
        {
            Content = JsonContent.Create(new InferModel { Inputs = [NamedTensor.Of("x", [1, 1], number)] }, options: ContractJson.Options),
        };
        request.Headers.Add("X-Session-Id", session);
        if (isLast)
        {
            request.Headers.Add("X-Session-End", "true");
        }

        return http.SendAsync(request, Cancellation);
    }

    private async Task<List<float>> HearAsync(string model, ReadOnlyMemory<float> samples)
    {
        var session = silo.Client.StartSession(ModelCapabilities.Infer, new WorkOptions { Model = model });
        var probabilities = new List<float>();
        foreach (var chunk in Chunks(samples))
        {
            var answer = await session.RunAsync(new InferModel { Inputs = [chunk, NamedTensor.Of("sr", [], 16000L)] }, Cancellation);
            probabilities.Add(Assert.Single(answer.Value.Outputs).ToArray<float>()[0]);
        }

        return probabilities;
    }

    private async Task<List<float>> HearByHandAsync(string model, ReadOnlyMemory<float> samples)
    {
        var state = new float[256];
        var probabilities = new List<float>();
        foreach (var chunk in Chunks(samples))
        {
            var input = new InferModel { Inputs = [chunk, NamedTensor.Of("state", [2, 1, 128], state), NamedTensor.Of("sr", [], 16000L)] };
            var answer = await silo.Client.RunAsync(ModelCapabilities.Infer, input, new WorkOptions { Model = model }, Cancellation);
            probabilities.Add(answer.Value.Outputs.Single(static output => output.Name == "output").ToArray<float>()[0]);
            state = answer.Value.Outputs.Single(static output => output.Name == "stateN").ToArray<float>();
        }

        return probabilities;
    }

    /// <summary>The first chunks, each with the samples before it.</summary>
    private static IEnumerable<NamedTensor> Chunks(ReadOnlyMemory<float> samples)
    {
        for (var chunk = 0; chunk < 40; chunk++)
        {
            var input = new float[ContextLength + ChunkLength];
            var start = (chunk * ChunkLength) - ContextLength;
            samples.Slice(Math.Max(0, start), start < 0 ? ChunkLength : input.Length).CopyTo(input.AsMemory(start < 0 ? ContextLength : 0));
            yield return NamedTensor.Of("input", [1, input.Length], input);
        }
    }
}
