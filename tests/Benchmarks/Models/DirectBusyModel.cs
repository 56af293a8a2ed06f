using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Benchmarks.Models;

/// <summary>The same model in a bare loop: full batches, a thread for each processor, nothing between the numbers and ONNX Runtime.</summary>
internal sealed class DirectBusyModel : IDisposable
{
    private static readonly string[] s_inputs = ["x", "iters"];
    private static readonly string[] s_outputs = ["y"];

    private readonly OnnxModel _model;

    public DirectBusyModel(string path) => _model = OnnxModel.TryLoad(path, new OnnxLoadOptions { Runtime = new OnnxOptions(), Threads = 1 }, out var model, out var failure)
        ? model
        : throw new InvalidOperationException($"{failure}");

    /// <summary>How many rounds make a run of one row take so long.</summary>
    public long RoundsFor(TimeSpan time)
    {
        // The least of a few: the first run makes what later ones use, and would pass for a long one.
        for (var rounds = 1L; ; rounds *= 2)
        {
            if (Enumerable.Range(0, 3).Min(_ => Measure(rounds)) >= time)
            {
                return rounds;
            }
        }

        TimeSpan Measure(long rounds)
        {
            var started = Stopwatch.GetTimestamp();
            Run(rounds, rows: 1);
            return Stopwatch.GetElapsedTime(started);
        }
    }

    /// <summary>Rows a second.</summary>
    public double Run(long rounds, int rows, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var done = 0;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                Run(rounds, rows);
                Interlocked.Add(ref done, rows);
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public void Dispose() => _model.Dispose();

    private void Run(long rounds, int rows)
    {
        using var x = OrtValue.CreateTensorValueFromMemory(new float[rows * 64], [rows, 64]);
        using var iters = OrtValue.CreateTensorValueFromMemory([rounds], []);
        using var outputs = _model.Run(s_inputs, [x, iters], s_outputs, CancellationToken.None);
    }
}
