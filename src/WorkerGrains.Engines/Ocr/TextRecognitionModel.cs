using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Ocr;

/// <summary>A loaded model that reads lines: strips in, a probability for each character at each step along the line out. The recognisers of PaddleOCR are of this kind.</summary>
/// <remarks>Thread-safe; each run under way has buffers of its own, kept for the next. The model itself belongs to the repository.</remarks>
internal sealed class TextRecognitionModel : IDisposable
{
    private const int MaxKeysBytes = 4 * 1024 * 1024;
    private const int DefaultBatchSize = 8;

    // The answer is a thousand times as large as a line is wide: what runs together is limited by its width.
    private const int MaxBatchWidth = 5120;

    // Black is -1, white is 1.
    private const float Mean = 127.5f;

    private readonly OnnxModel _onnx;
    private readonly PixelNormalizer _normalizer = new(PixelLayout.Nchw, [Mean, Mean, Mean], [Mean, Mean, Mean]);
    private readonly TextAlphabet _alphabet;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly int _maxBatchSize;
    private readonly BufferPool<PinnedTensor<float>> _inputs = new();

    private TextRecognitionModel(LoadedModel loaded, TextAlphabet alphabet)
    {
        _onnx = loaded.Onnx;
        _alphabet = alphabet;
        _inputNames = [loaded.Onnx.Inputs[0].Name];
        _outputNames = [loaded.Onnx.Outputs[0].Name];
        _maxBatchSize = loaded.FixedBatchSize ?? DefaultBatchSize;
        Height = (int)loaded.Onnx.Inputs[0].Dimensions[2];
        Settings = loaded.Settings.TextRecognition;
    }

    /// <summary>How high the model wants its lines, in pixels.</summary>
    public int Height { get; }

    public TextRecognitionSettings Settings { get; }

    /// <summary>Checks that a model is one that reads lines, and that its folder says in which characters.</summary>
    public static bool TryCreate(LoadedModel loaded, [NotNullWhen(true)] out TextRecognitionModel? model, [NotNullWhen(false)] out Readiness? problem)
    {
        model = null;
        if (loaded.Onnx.Inputs is not [{ Dimensions: [_, _, > 0, -1] } input] || !input.Fits(TensorElementType.Float, -1, 3, -1, -1)
            || loaded.Onnx.Outputs is not [{ Dimensions: [_, _, > 2] } output] || !output.Fits(TensorElementType.Float, -1, -1, -1))
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' does not read lines the way that PaddleOCR's recognisers do.",
                "Install a recogniser of PaddleOCR as ONNX: lines of one height and any width in, a probability for each character out.");
            return false;
        }

        if (loaded.Settings.Labels is not { } fileName || loaded.ReadText(fileName, MaxKeysBytes) is not { } keys)
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' does not say which characters it reads.",
                "Add the key 'labels' to its model.json, with the name of a file beside the model's versions that has a character a line.");
            return false;
        }

        if (TextAlphabet.Read(keys) is var alphabet && alphabet.Count != output.Dimensions[2])
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' tells {output.Dimensions[2] - 2} characters apart, but has {alphabet.Count - 2}.", "Install the characters that belong to the model, one a line.");
            return false;
        }

        model = new TextRecognitionModel(loaded, alphabet);
        problem = null;
        return true;
    }

    /// <summary>Runs it on an empty line, so that no caller pays for what the first run makes.</summary>
    public void WarmUp(CancellationToken cancellationToken)
    {
        using var empty = new TextStrip(new PixelTensor(3 * Height * Settings.MinWidth), Settings.MinWidth);
        empty.Pixels.Bytes.Clear();
        Read([empty], cancellationToken);
    }

    /// <summary>Reads some lines, in their order. Lines of one width run together, so that what is read does not depend on the lines beside it.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public (string Text, float Confidence)[] Read(IReadOnlyList<TextStrip> strips, CancellationToken cancellationToken)
    {
        var read = new (string Text, float Confidence)[strips.Count];
        foreach (var alike in Enumerable.Range(0, strips.Count).GroupBy(place => strips[place].Width))
        {
            foreach (var places in alike.Chunk(Math.Clamp(MaxBatchWidth / alike.Key, 1, _maxBatchSize)))
            {
                Run(strips, places, read, cancellationToken);
            }
        }

        return read;
    }

    public void Dispose() => _inputs.Dispose();

    private void Run(IReadOnlyList<TextStrip> strips, int[] places, (string Text, float Confidence)[] read, CancellationToken cancellationToken)
    {
        using var loan = _inputs.Borrow();
        var input = loan.Buffers;
        var width = strips[places[0]].Width;
        var length = 3 * Height * width;
        var numbers = input.Reshape(places.Length, 3, Height, width);
        for (var i = 0; i < places.Length; i++)
        {
            _normalizer.Normalize(strips[places[i]].Pixels.Bytes, numbers.Slice(i * length, length));
        }

        using var outputs = _onnx.Run(_inputNames, [input.Value], _outputNames, cancellationToken);
        var probabilities = outputs[0].GetTensorDataAsSpan<float>();
        var answer = probabilities.Length / places.Length;
        for (var i = 0; i < places.Length; i++)
        {
            read[places[i]] = _alphabet.Decode(probabilities.Slice(i * answer, answer));
        }
    }
}
