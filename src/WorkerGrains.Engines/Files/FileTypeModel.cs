using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Files;

/// <summary>A loaded model that tells types of files apart: bytes in, one probability for each label out. Magika's models are of this kind.</summary>
/// <remarks>Thread-safe; each run under way has buffers of its own, kept for the next. The model itself belongs to the repository.</remarks>
internal sealed class FileTypeModel : IDisposable
{
    private const int MaxFileBytes = 4 * 1024 * 1024;

    // Where the model's folder does not say how many files a run takes.
    private const int LargestMeasured = 64;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,

        // The files are Magika's own, and say more than is needed here.
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip,
    };

    private static readonly WorkError s_notANumber = new(WorkErrorCode.EngineFailed, "The model's answer to this file is not a number.");

    private readonly OnnxModel _onnx;
    private readonly FileTypeConfig _config;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly BufferPool<TensorPair<int, float>> _buffers = new();
    private readonly int? _fixedBatchSize;

    private FileTypeModel(LoadedModel loaded, FileTypeConfig config, FileTypeRules rules)
    {
        _onnx = loaded.Onnx;
        _config = config;
        _inputNames = [loaded.Onnx.Inputs[0].Name];
        _outputNames = [loaded.Onnx.Outputs[0].Name];
        Rules = rules;
        _fixedBatchSize = loaded.FixedBatchSize;
    }

    /// <summary>What is answered to the model's guesses.</summary>
    public FileTypeRules Rules { get; }

    /// <summary>How many types the model tells apart.</summary>
    public int Labels => _config.TargetLabelsSpace.Count;

    /// <summary>The most files that one run takes: what the model's folder says, or the size from which more were measured to gain nothing.</summary>
    public int MaxBatchSize { get; private set; } = 1;

    /// <summary>Checks that a model is one that tells types of files apart, and that its folder says which.</summary>
    public static bool TryCreate(LoadedModel loaded, [NotNullWhen(true)] out FileTypeModel? model, [NotNullWhen(false)] out Readiness? problem)
    {
        model = null;
        var settings = loaded.Settings.FileTypes;
        if (Read<FileTypeConfig>(loaded, settings.Config) is not { IsKnown: true } config)
        {
            problem = Readiness.NotReady(
                $"What the model '{loaded.Name}' reads of a file cannot be told.", $"Put Magika's {settings.Config} beside the model's versions; models that read the middle of a file are not run.");
            return false;
        }

        if (Read<Dictionary<string, FileType>>(loaded, settings.ContentTypes) is not { } types || new FileTypeRules(config, types) is not { IsComplete: true } rules)
        {
            problem = Readiness.NotReady(
                $"The labels of the model '{loaded.Name}' are not described.", $"Put the {settings.ContentTypes} that belongs to the model beside its versions.");
            return false;
        }

        if (loaded.Onnx.Inputs is not [var input] || !input.Fits(TensorElementType.Int32, -1, config.InputLength)
            || loaded.Onnx.Outputs is not [var output] || !output.Fits(TensorElementType.Float, -1, config.TargetLabelsSpace.Count))
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' is not the one that its {settings.Config} describes.", $"Install the model and the {settings.Config} of the same release of Magika.");
            return false;
        }

        model = new FileTypeModel(loaded, config, rules);
        problem = null;
        return true;
    }

    /// <summary>Runs batches of empty files, so that no caller pays for the memory and the plans that first runs make, and finds how many to run together.</summary>
    public void WarmUp(CancellationToken cancellationToken)
    {
        var empty = new FileExcerpt([], 0);
        Run([(empty, default)], cancellationToken);
        MaxBatchSize = new BatchSizeSearch(TimeProvider.System).Find(
            _fixedBatchSize, count => Run([.. Enumerable.Repeat((empty, default(FileConfidence)), count)], cancellationToken), LargestMeasured, cancellationToken);
    }

    /// <summary>Says what some files are, at most <see cref="MaxBatchSize"/>, in their order.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public EngineOutcome<FileIdentity>[] Run(ReadOnlySpan<(FileExcerpt Excerpt, FileConfidence Confidence)> files, CancellationToken cancellationToken)
    {
        using var loan = _buffers.Borrow();
        var buffers = loan.Buffers;
        var bytes = buffers.Input.Reshape(files.Length, _config.InputLength);
        for (var i = 0; i < files.Length; i++)
        {
            files[i].Excerpt.CopyTo(bytes.Slice(i * _config.InputLength, _config.InputLength), _config);
        }

        var scores = buffers.Output.Reshape(files.Length, Labels);
        _onnx.Run(_inputNames, [buffers.Input.Value], _outputNames, [buffers.Output.Value], cancellationToken);
        var outcomes = new EngineOutcome<FileIdentity>[files.Length];
        for (var i = 0; i < files.Length; i++)
        {
            outcomes[i] = Decide(scores.Slice(i * Labels, Labels), files[i].Confidence);
        }

        return outcomes;
    }

    public void Dispose() => _buffers.Dispose();

    private static T? Read<T>(LoadedModel loaded, string fileName)
        where T : class
    {
        try
        {
            return loaded.ReadText(fileName, MaxFileBytes) is { } text ? JsonSerializer.Deserialize<T>(text, s_json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private EngineOutcome<FileIdentity> Decide(ReadOnlySpan<float> scores, FileConfidence confidence)
    {
        // Of a score that is no number, its place is what is found.
        var guess = TensorPrimitives.IndexOfMax(scores);
        return float.IsFinite(scores[guess]) ? Rules.Decide(guess, Math.Clamp(scores[guess], 0, 1), confidence) : s_notANumber;
    }
}
