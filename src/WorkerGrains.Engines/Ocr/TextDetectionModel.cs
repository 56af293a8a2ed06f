using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Ocr;

/// <summary>A loaded model that finds text: an image in, the probability that text is there for each pixel out. The detectors of PaddleOCR are of this kind.</summary>
/// <remarks>Thread-safe; each run under way has buffers of its own, kept for the next. The model itself belongs to the repository.</remarks>
internal sealed class TextDetectionModel : IDisposable
{
    // The model halves its picture five times.
    private const int SideStep = 32;

    private readonly OnnxModel _onnx;
    private readonly TextDetectionSettings _settings;
    private readonly PixelNormalizer _normalizer;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly BufferPool<TensorPair<float, float>> _buffers = new();

    private TextDetectionModel(LoadedModel loaded)
    {
        _onnx = loaded.Onnx;
        _settings = loaded.Settings.TextDetection;
        _normalizer = new PixelNormalizer(PixelLayout.Nchw, _settings.Mean, _settings.Std);
        _inputNames = [loaded.Onnx.Inputs[0].Name];
        _outputNames = [loaded.Onnx.Outputs[0].Name];
    }

    /// <summary>Checks that a model is one that finds text.</summary>
    public static bool TryCreate(LoadedModel loaded, [NotNullWhen(true)] out TextDetectionModel? model, [NotNullWhen(false)] out Readiness? problem)
    {
        var fits = loaded.Onnx.Inputs is [{ Dimensions: [_, _, -1, -1] } input] && input.Fits(TensorElementType.Float, 1, 3, -1, -1)
            && loaded.Onnx.Outputs is [var output] && output.Fits(TensorElementType.Float, 1, 1, -1, -1);
        model = fits ? new TextDetectionModel(loaded) : null;
        problem = fits ? null : Readiness.NotReady(
            $"The model '{loaded.Name}' does not find text the way that PaddleOCR's detectors do.",
            "Install a detector of PaddleOCR as ONNX: images of any size in, one probability for each pixel out.");
        return fits;
    }

    /// <summary>Runs it on a small black image, so that no caller pays for what the first run makes.</summary>
    public void WarmUp(CancellationToken cancellationToken)
    {
        using var black = new PixelTensor(3 * SideStep * SideStep);
        black.Bytes.Clear();
        Find(black, SideStep, SideStep, cancellationToken);
    }

    /// <summary>What the model is to see of an image of the given size: all of it, its sides multiples of 32.</summary>
    public ImageView ViewOf(int width, int height)
    {
        var scale = Math.Min(1, (float)_settings.MaxSide / Math.Max(width, height));
        var (seenWidth, seenHeight) = (Side(width * scale), Side(height * scale));
        return ImageView.OfAll(width, height, seenWidth, seenHeight) with { Channels = _settings.Channels, Layout = PixelLayout.Nchw };
    }

    /// <summary>Finds the lines of an image; their places are in pixels of what the model sees.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public List<RotatedRectangle> Find(PixelTensor pixels, int width, int height, CancellationToken cancellationToken)
    {
        using var loan = _buffers.Borrow();
        var buffers = loan.Buffers;
        _normalizer.Normalize(pixels.Bytes, buffers.Input.Reshape(1, 3, height, width));
        var probabilities = buffers.Output.Reshape(1, 1, height, width);
        _onnx.Run(_inputNames, [buffers.Input.Value], _outputNames, [buffers.Output.Value], cancellationToken);
        return TextRegions.Find(probabilities, width, _settings);
    }

    public void Dispose() => _buffers.Dispose();

    private static int Side(float length) => Math.Max(SideStep, (int)MathF.Round(length / SideStep) * SideStep);
}
