using System.Diagnostics;
using TorchSharp;

namespace WorkerGrains.Benchmarks.Torch;

/// <summary>The module called in a loop by somebody who has nothing else to do: libtorch's own settings and the best batch, on tensors that are there.</summary>
internal sealed class DirectScript : IDisposable
{
    private static readonly int[] s_batchSizes = [1, 2, 4, 8];

    private readonly torch.jit.ScriptModule<torch.Tensor, torch.Tensor> _module = torch.jit.load<torch.Tensor, torch.Tensor>(TorchMobileNet.Script);

    public DirectScript() => _module.eval();

    /// <summary>The batch that gave the most images a second.</summary>
    public int BestBatch { get; private set; } = 1;

    /// <summary>Tries batch sizes, each for a while.</summary>
    public void FindBestBatch(TimeSpan duration) => BestBatch = s_batchSizes.MaxBy(batch => Run(batch, duration));

    /// <summary>Runs the best batch again and again.</summary>
    /// <returns>Images a second.</returns>
    public double Run(TimeSpan duration) => Run(BestBatch, duration);

    public void Dispose() => _module.Dispose();

    private double Run(int batch, TimeSpan duration)
    {
        torch.set_num_threads(Environment.ProcessorCount);
        using var inference = torch.inference_mode();
        using var images = torch.rand([batch, .. TorchMobileNet.Image]);
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        for (; Stopwatch.GetElapsedTime(started) < duration; count += batch)
        {
            using var logits = _module.call(images);
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
