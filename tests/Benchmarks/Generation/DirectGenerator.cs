using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Benchmarks.Harness;

namespace WorkerGrains.Benchmarks.Generation;

/// <summary>The model stepped in a loop by somebody who has nothing else to do: what a step remembers goes into the next as it is, and the likeliest token is taken.</summary>
internal sealed class DirectGenerator : IDisposable
{
    private static readonly string[] s_inputs = ["input_ids", "position", "past_key", "past_value"];
    private static readonly string[] s_outputs = ["logits", "present_key", "present_value"];

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly long[] _prompt;

    /// <param name="promptTokens">How many tokens the prompt has; which ones makes no difference to the time.</param>
    public DirectGenerator(int promptTokens)
    {
        // One thread is the quickest for so small a model, and what the served one has.
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(BabyLlama.Onnx, options);
        _prompt = [BabyLlama.BeginToken, .. Enumerable.Repeat(4L, promptTokens - 1)];
    }

    /// <summary>Makes text after text.</summary>
    public TextRate Run(TimeSpan duration, int tokens)
    {
        var firsts = new List<double>();
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        for (; Stopwatch.GetElapsedTime(started) < duration; count += tokens)
        {
            firsts.Add(Generate(tokens));
        }

        return new TextRate(count / Stopwatch.GetElapsedTime(started).TotalSeconds, Spread.Of(firsts).Median);
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    private double Generate(int tokens)
    {
        var started = Stopwatch.GetTimestamp();
        var first = 0.0;
        var given = _prompt;
        var length = 0;
        var (keys, values) = (Empty(), Empty());
        for (var token = 0; token < tokens; token++)
        {
            var next = Step(given, length, ref keys, ref values);
            first = token == 0 ? Stopwatch.GetElapsedTime(started).TotalMilliseconds : first;
            length += given.Length;
            given = [next];
        }

        keys.Dispose();
        values.Dispose();
        return first;
    }

    private int Step(long[] tokens, int length, ref OrtValue keys, ref OrtValue values)
    {
        long[] position = [.. Enumerable.Range(length, tokens.Length).Select(static place => (long)place)];
        using var ids = OrtValue.CreateTensorValueFromMemory(tokens, [1, tokens.Length]);
        using var places = OrtValue.CreateTensorValueFromMemory(position, [tokens.Length]);
        var outputs = _session.Run(_options, s_inputs, [ids, places, keys, values], s_outputs);
        keys.Dispose();
        values.Dispose();
        (keys, values) = (outputs[1], outputs[2]);
        using var logits = outputs[0];
        return TensorPrimitives.IndexOfMax(logits.GetTensorDataAsSpan<float>()[^BabyLlama.Vocabulary..]);
    }

    private static OrtValue Empty() => OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, [5, 1, 4, 0, 16]);
}
