using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Images;

/// <summary>A loaded model that names images: pixels in, one probability for each label out.</summary>
/// <remarks>Thread-safe; each run under way has buffers of its own, kept for the next. The model itself belongs to the repository.</remarks>
internal sealed class ClassificationModel : IDisposable
{
    // What the engine is ever given at once; more memory than that is not taken to find out that it gains nothing.
    private const int LargestMeasured = 16;

    private static readonly WorkError s_notANumber = new(WorkErrorCode.EngineFailed, "The model's answer to this image is not a number.");

    private readonly OnnxModel _onnx;
    private readonly PixelInput _input;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly BufferPool<TensorPair<float, float>> _buffers = new();
    private readonly int? _fixedBatchSize;
    private bool _isLogits;

    private ClassificationModel(LoadedModel model, PixelInput input, TensorSpec output, IReadOnlyList<string> labels)
    {
        _onnx = model.Onnx;
        _input = input;
        _inputNames = [input.Name];
        _outputNames = [output.Name];
        Labels = labels;
        _fixedBatchSize = model.FixedBatchSize;
        MaxBatchSize = _fixedBatchSize ?? 1;
    }

    public ImageSettings Settings => _input.Settings;

    public IReadOnlyList<string> Labels { get; }

    /// <summary>The most images that one run takes: what the model's folder says, or the size from which more were measured to gain nothing.</summary>
    public int MaxBatchSize { get; private set; }

    /// <summary>Checks that a model is one that names images, and that its folder says how.</summary>
    public static bool TryCreate(LoadedModel loaded, [NotNullWhen(true)] out ClassificationModel? model, [NotNullWhen(false)] out Readiness? problem)
    {
        model = null;
        if (!PixelInput.TryCreate(loaded, out var input, out problem))
        {
            return false;
        }

        var outputs = loaded.Onnx.Outputs.Where(static output => output.Fits(TensorElementType.Float, -1, -1) && output.Dimensions[1] > 0).ToList();
        if ((outputs.Find(static output => output.Name == "probabilities") ?? outputs.FirstOrDefault()) is not { } output)
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' does not tell a fixed number of things apart.", "Install a model with an output of 32-bit floats, one for each label.");
            return false;
        }

        if (!loaded.TryReadLabels((int)output.Dimensions[1], out var labels, out problem))
        {
            return false;
        }

        model = new ClassificationModel(loaded, input, output, labels);
        return true;
    }

    /// <summary>Runs batches of black images, so that no caller pays for the memory and the plans that first runs make, and finds how many to run together.</summary>
    public void WarmUp(CancellationToken cancellationToken)
    {
        using var black = new PixelTensor(Settings.Length);
        black.Bytes.Clear();
        Run([black], scores => _isLogits = !LabelRanking.AreProbabilities(scores), cancellationToken);
        MaxBatchSize = new BatchSizeSearch(TimeProvider.System).Find(_fixedBatchSize, RunBlack, LargestMeasured, cancellationToken);

        void RunBlack(int count) => Run([.. Enumerable.Repeat(black, count)], static _ => { }, cancellationToken);
    }

    /// <summary>Names some images, at most <see cref="MaxBatchSize"/>.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public void Classify(IReadOnlyList<ImageToClassify> images, List<EngineOutcome<ImageLabels>> outcomes, CancellationToken cancellationToken) => Run(
        [.. images.Select(static image => image.Pixels)],
        scores =>
        {
            for (var i = 0; i < images.Count; i++)
            {
                outcomes.Add(Read(scores.Slice(i * Labels.Count, Labels.Count), images[i].Top));
            }
        },
        cancellationToken);

    public void Dispose() => _buffers.Dispose();

    private void Run(ReadOnlySpan<PixelTensor> images, Action<Span<float>> read, CancellationToken cancellationToken)
    {
        using var loan = _buffers.Borrow();
        var buffers = loan.Buffers;
        _input.Fill(buffers.Input, images);
        var scores = buffers.Output.Reshape(images.Length, Labels.Count);
        _onnx.Run(_inputNames, [buffers.Input.Value], _outputNames, [buffers.Output.Value], cancellationToken);
        read(scores);
    }

    private EngineOutcome<ImageLabels> Read(Span<float> scores, int top)
    {
        if (_isLogits)
        {
            LabelRanking.Softmax(scores);
        }

        var labels = LabelRanking.Top(scores, top, Labels);
        return float.IsNaN(labels.Labels[0].Confidence) ? s_notANumber : labels;
    }
}
