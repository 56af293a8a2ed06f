using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Detection;

/// <summary>A loaded model that finds objects: pixels in; for each cell of its grids a box, whether an object is there, and a probability for each label out. YOLOX models are of this kind.</summary>
/// <remarks>Thread-safe; each run under way has buffers of its own, kept for the next. The model itself belongs to the repository.</remarks>
internal sealed class DetectionModel : IDisposable
{
    // Four numbers of the box, and whether an object is there.
    private const int Objectness = 4;
    private const int FirstLabel = 5;

    // Where the model's folder does not say how many images a run takes.
    private const int LargestMeasured = 16;

    private static readonly WorkError s_notANumber = new(WorkErrorCode.EngineFailed, "The model's answer to this image is not a number.");

    private readonly OnnxModel _onnx;
    private readonly PixelInput _input;
    private readonly DetectionGrid _grid;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly BufferPool<TensorPair<float, float>> _buffers = new();
    private readonly int? _fixedBatchSize;

    private DetectionModel(LoadedModel loaded, PixelInput input, DetectionGrid grid, IReadOnlyList<string> labels)
    {
        _onnx = loaded.Onnx;
        _input = input;
        _grid = grid;
        _inputNames = [input.Name];
        _outputNames = [loaded.Onnx.Outputs[0].Name];
        Labels = labels;
        _fixedBatchSize = loaded.FixedBatchSize;
    }

    public ImageSettings Settings => _input.Settings;

    public IReadOnlyList<string> Labels { get; }

    /// <summary>The most images that one run takes: what the model's folder says, or the size from which more were measured to gain nothing.</summary>
    public int MaxBatchSize { get; private set; } = 1;

    private int CellLength => FirstLabel + Labels.Count;

    /// <summary>Checks that a model is one that finds objects, and that its folder says how.</summary>
    public static bool TryCreate(LoadedModel loaded, [NotNullWhen(true)] out DetectionModel? model, [NotNullWhen(false)] out Readiness? problem)
    {
        model = null;
        if (!PixelInput.TryCreate(loaded, out var input, out problem))
        {
            return false;
        }

        if (input.Settings.Fit != ImageFit.Letterbox)
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' is to find objects, but would see the centre of images only.", "Set 'fit' to 'letterbox' under the key 'image' in model.json.");
            return false;
        }

        var grid = DetectionGrid.Of(input.Settings, loaded.Settings.Detection);
        if (loaded.Onnx.Outputs is not [var output] || !output.Fits(TensorElementType.Float, -1, grid.Count, -1) || output.Dimensions[2] <= FirstLabel)
        {
            problem = Readiness.NotReady(
                $"The output of the model '{loaded.Name}' does not say where objects are on the grids that its model.json describes.",
                "Correct 'strides' under the key 'detection' in model.json; the model must have one output of 32-bit floats, a row for each cell, its boxes not yet decoded.");
            return false;
        }

        if (!loaded.TryReadLabels((int)output.Dimensions[2] - FirstLabel, out var labels, out problem))
        {
            return false;
        }

        model = new DetectionModel(loaded, input, grid, labels);
        return true;
    }

    /// <summary>Runs batches of black images, so that no caller pays for the memory and the plans that first runs make, and finds how many to run together.</summary>
    public void WarmUp(CancellationToken cancellationToken)
    {
        using var black = new PixelTensor(Settings.Length);
        black.Bytes.Clear();
        Run([black], static (_, _) => { }, cancellationToken);
        MaxBatchSize = new BatchSizeSearch(TimeProvider.System).Find(
            _fixedBatchSize, count => Run([.. Enumerable.Repeat(black, count)], static (_, _) => { }, cancellationToken), LargestMeasured, cancellationToken);
    }

    /// <summary>Finds the objects in some images, at most <see cref="MaxBatchSize"/>.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public void Detect(IReadOnlyList<ImageToSearch> images, List<EngineOutcome<DetectedObjects>> outcomes, CancellationToken cancellationToken) => Run(
        [.. images.Select(static image => image.Pixels)],
        (cells, place) => outcomes.Add(Read(cells, images[place])),
        cancellationToken);

    public void Dispose() => _buffers.Dispose();

    private void Run(ReadOnlySpan<PixelTensor> images, Action<ReadOnlySpan<float>, int> read, CancellationToken cancellationToken)
    {
        using var loan = _buffers.Borrow();
        var buffers = loan.Buffers;
        _input.Fill(buffers.Input, images);
        var cells = buffers.Output.Reshape(images.Length, _grid.Count, CellLength);
        _onnx.Run(_inputNames, [buffers.Input.Value], _outputNames, [buffers.Output.Value], cancellationToken);
        for (var i = 0; i < images.Length; i++)
        {
            read(cells.Slice(i * _grid.Count * CellLength, _grid.Count * CellLength), i);
        }
    }

    private EngineOutcome<DetectedObjects> Read(ReadOnlySpan<float> cells, ImageToSearch image)
    {
        var candidates = new List<Candidate>();
        for (var i = 0; i < _grid.Count; i++)
        {
            var cell = cells.Slice(i * CellLength, CellLength);
            var labels = cell[FirstLabel..];
            var label = TensorPrimitives.IndexOfMax(labels);
            var score = cell[Objectness] * labels[label];
            if (!float.IsFinite(score))
            {
                return s_notANumber;
            }

            if (score >= image.MinConfidence)
            {
                candidates.Add(new Candidate(label, score, _grid.BoxOf(i, cell)));
            }
        }

        return new DetectedObjects
        {
            Width = image.Size.Width,
            Height = image.Size.Height,
            Objects = [.. Suppression.Run(candidates, image.Iou, image.Top).Select(candidate => ToObject(candidate, image)).OfType<DetectedObject>()],
        };
    }

    private DetectedObject? ToObject(Candidate candidate, ImageToSearch image) => image.InImage(candidate.Box) is { } box
        ? new DetectedObject { Label = Labels[candidate.Label], Index = candidate.Label, Confidence = Math.Clamp(candidate.Score, 0, 1), Box = box }
        : null;
}
