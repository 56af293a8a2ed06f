using System.Net.Http.Json;
using System.Runtime.InteropServices;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Tests.Silo.Manifest;

/// <summary>Silero's models of speech, as sessions of the silo.</summary>
[Collection(ModelSilo.Shared)]
public sealed class SpeechModelTests(ModelSilo silo)
{
    private const int ChunkLength = 512;
    private const int ContextLength = 64;
    private const string Settings = """{ "sequence": { "states": [{ "input": "state", "output": "stateN", "batchAxis": 1 }] } }""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_SixtySeconds_HasSpeechInAsManyChunksAsTheManifestSaysAndBothFilesHearTheSame()
    {
        var recording = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "audio", "speech_16k.wav"), Cancellation);
        var samples = MemoryMarshal.Cast<byte, short>(recording.AsSpan(44)).ToArray().Select(static sample => sample / 32768f).ToArray();

        var heard = await HearAsync("silero_vad_16k_op15", samples);
        var other = await HearAsync("silero_vad", samples.AsMemory(0, 100 * ChunkLength));

        Assert.Equal((1875, 1452), (heard.Count, heard.Count(static probability => probability >= 0.5f)));
        Assert.Equal(heard[..100], other);
    }

    [Fact]
    public async Task Infer_SilenceAndNoise_AreNoSpeech()
    {
        SharedFiles.PathOrSkip("models", "silero-vad");
        var random = new Random(1);
        var noise = Enumerable.Range(0, 50 * ChunkLength).Select(_ => (float)((random.NextDouble() - 0.5) * 0.02)).ToArray();

        var silence = await HearAsync("silero_vad_16k_op15", new float[50 * ChunkLength]);
        var noisy = await HearAsync("silero_vad_16k_op15", noise);

        // The manifest's .003 and .009, which are those of its own noise.
        Assert.InRange(silence.Average(), 0, 0.01);
        Assert.InRange(noisy.Average(), 0, 0.03);
    }

    /// <summary>How sure the model is of speech in each chunk, with its state kept by a session.</summary>
    private async Task<List<float>> HearAsync(string model, ReadOnlyMemory<float> samples)
    {
        var name = "manifest-" + model.Replace('_', '-');
        if (!Directory.Exists(Path.Combine(silo.Repository, name)))
        {
            await silo.InstallAsync(name, SharedFiles.PathOrSkip("models", "silero-vad", model + ".onnx"), Settings);
        }

        var session = "new";
        var probabilities = new List<float>();
        var padded = new float[ContextLength + samples.Length];
        samples.CopyTo(padded.AsMemory(ContextLength));
        for (var start = 0; start + ChunkLength <= samples.Length; start += ChunkLength)
        {
            var chunk = NamedTensor.Of("input", [1, ContextLength + ChunkLength], padded[start..(start + ContextLength + ChunkLength)]);
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/models/{name}/infer")
            {
                Content = JsonContent.Create(new InferModel { Inputs = [chunk, NamedTensor.Of("sr", [], 16000L)], OutputEncoding = TensorEncoding.Base64 }, options: ContractJson.Options),
            };
            request.Headers.Add("X-Session-Id", session);
            using var response = await silo.Http.SendAsync(request, Cancellation);
            session = response.EnsureSuccessStatusCode().Headers.GetValues("X-Session-Id").Single();
            probabilities.Add((await response.Content.ReadFromJsonAsync<ModelInference>(ContractJson.Options, Cancellation))!.Outputs[0].ToArray<float>()[0]);
        }

        return probabilities;
    }
}
