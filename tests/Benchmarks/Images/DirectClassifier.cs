using System.Diagnostics;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Benchmarks.Images;

/// <summary>The model called in a loop by somebody who knows it well and has nothing else to do: ONNX Runtime's own settings, the best batch, photos decoded on all processors.</summary>
internal sealed class DirectClassifier(ReadOnlyMemory<byte> photo) : IDisposable
{
    private static readonly int[] s_batchSizes = [1, 2, 4, 8, 16];

    private readonly InferenceSession _session = new(MobileNet.Onnx);
    private readonly RunOptions _options = new();
    private readonly ImageDecoder _decoder = new(Options.Create(new ImageOptions()));
    private readonly PixelNormalizer _normalizer = new(MobileNet.Settings);

    /// <summary>The batch that gave the most photos a second.</summary>
    public int BestBatch { get; private set; } = 1;

    /// <summary>Tries batch sizes, each for a while.</summary>
    public void FindBestBatch(TimeSpan duration) =>
        BestBatch = s_batchSizes.MaxBy(batch => Run(batch, duration, decodes: true).PerSecond);

    /// <summary>Runs the best batch again and again.</summary>
    /// <param name="duration">For how long.</param>
    /// <param name="decodes">Whether each photo is decoded and made ready anew, or only once.</param>
    public PhotoRate Run(TimeSpan duration, bool decodes) => Run(BestBatch, duration, decodes);

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    private PhotoRate Run(int batch, TimeSpan duration, bool decodes)
    {
        var pixels = new float[batch * MobileNet.Settings.Length];
        var scores = new float[batch * MobileNet.Classes];
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [batch, 3, MobileNet.Settings.Height, MobileNet.Settings.Width]);
        using var output = OrtValue.CreateTensorValueFromMemory(scores, [batch, MobileNet.Classes]);
        Decode(pixels, batch);
        var processor = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        for (; Stopwatch.GetElapsedTime(started) < duration; count += batch)
        {
            if (decodes)
            {
                Decode(pixels, batch);
            }

            _session.Run(_options, ["input"], [input], ["probabilities"], [output]);
        }

        var perSecond = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new PhotoRate(perSecond, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / count);
    }

    private void Decode(float[] pixels, int batch) => Parallel.For(0, batch, index =>
    {
        if (!_decoder.TryDecode(photo, MobileNet.Settings, out var image, out var error))
        {
            throw new InvalidOperationException(error.Message);
        }

        using (image)
        {
            using var rendered = ImageRenderer.Render(image, MobileNet.Settings);
            _normalizer.Normalize(rendered.Bytes, pixels.AsSpan(index * MobileNet.Settings.Length, MobileNet.Settings.Length));
        }
    });
}
