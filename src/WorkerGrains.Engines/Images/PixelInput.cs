using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Images;

/// <summary>The one input of a model that takes images of one size: batches of pixels as numbers.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PixelInput
{
    private readonly PixelNormalizer _normalizer;

    private PixelInput(string name, ImageSettings settings)
    {
        _normalizer = new PixelNormalizer(settings);
        Name = name;
        Settings = settings;
    }

    /// <summary>The input's name in the model.</summary>
    public string Name { get; }

    /// <summary>How the model wants its images.</summary>
    public ImageSettings Settings { get; }

    /// <summary>Checks that a model takes images, and that its folder says how.</summary>
    public static bool TryCreate(LoadedModel loaded, [NotNullWhen(true)] out PixelInput? input, [NotNullWhen(false)] out Readiness? problem)
    {
        input = null;
        if (loaded.Settings.Image is not { } settings)
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' does not say how images are made ready for it.", "Add the key 'image' to model.json beside the model's versions.");
            return false;
        }

        if (loaded.Onnx.Inputs is not [var declared] || !TakesBatches(declared, settings))
        {
            problem = Readiness.NotReady(
                $"The input of the model '{loaded.Name}' is not the one that its model.json describes.",
                "Correct the key 'image' in model.json; the model must take one input of 32-bit floats, with a batch size of 1 or of any size.");
            return false;
        }

        input = new PixelInput(declared.Name, settings);
        problem = null;
        return true;
    }

    /// <summary>Fills a tensor with a batch.</summary>
    public void Fill(PinnedTensor<float> tensor, ReadOnlySpan<PixelTensor> images)
    {
        var numbers = Settings.Layout == PixelLayout.Nchw
            ? tensor.Reshape(images.Length, 3, Settings.Height, Settings.Width)
            : tensor.Reshape(images.Length, Settings.Height, Settings.Width, 3);
        for (var i = 0; i < images.Length; i++)
        {
            _normalizer.Normalize(images[i].Bytes, numbers.Slice(i * Settings.Length, Settings.Length));
        }
    }

    private static bool TakesBatches(TensorSpec input, ImageSettings settings) => input.Dimensions is [-1 or 1, ..]
        && (settings.Layout == PixelLayout.Nchw
            ? input.Fits(TensorElementType.Float, -1, 3, settings.Height, settings.Width)
            : input.Fits(TensorElementType.Float, -1, settings.Height, settings.Width, 3));
}
