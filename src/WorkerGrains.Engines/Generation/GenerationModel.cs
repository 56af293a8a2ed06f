using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Generation;

/// <summary>A loaded model that goes on with texts: tokens and what it remembers in, a number for each next token out.</summary>
/// <remarks>The model belongs to the repository; what steps through it, to this. <see cref="Run"/> is for one caller at a time, the rest thread-safe.</remarks>
internal sealed class GenerationModel : IDisposable
{
    private const int MaxVocabularyBytes = 32 * 1024 * 1024;
    private const string Tokens = "input_ids";
    private const string Position = "position";
    private const string PastKeys = "past_key";
    private const string PastValues = "past_value";

    private static readonly string[] s_inputs = [Tokens, Position, PastKeys, PastValues];
    private static readonly string[] s_outputs = ["logits", "present_key", "present_value"];

    private readonly OnnxModel _onnx;
    private readonly IReadOnlyList<long> _cacheShape;
    private readonly PinnedTensor<long> _tokens = new();
    private readonly PinnedTensor<long> _position = new();
    private readonly Lazy<GenerationLoop> _loop;

    private GenerationModel(LoadedModel loaded, GenerationSettings settings, PieceVocabulary vocabulary)
    {
        _onnx = loaded.Onnx;
        _cacheShape = _onnx.Inputs.First(static input => input.Name == PastKeys).Dimensions;
        Name = $"{loaded.Name}/{loaded.Version}";
        Settings = settings;
        Vocabulary = vocabulary;
        MaxRows = loaded.Settings.Batching.MaxBatchSize ?? 8;
        _loop = new Lazy<GenerationLoop>(() => new GenerationLoop(this));
    }

    /// <summary>The model and its version, as shown to callers.</summary>
    public string Name { get; }

    /// <summary>The id of the device that it runs on.</summary>
    public string Device => _onnx.Device;

    public GenerationSettings Settings { get; }

    public PieceVocabulary Vocabulary { get; }

    /// <summary>The most texts that one step takes.</summary>
    public int MaxRows { get; }

    /// <summary>Steps through the texts under way.</summary>
    public GenerationLoop Loop => _loop.Value;

    /// <summary>Checks that a model is one that goes on with texts, and that its folder says how.</summary>
    public static bool TryCreate(LoadedModel loaded, [NotNullWhen(true)] out GenerationModel? model, [NotNullWhen(false)] out Readiness? problem)
    {
        model = null;
        if (loaded.Settings.Generation is not { } settings)
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' does not say how texts become tokens.", "Add the key 'generation' to model.json beside the model's versions.");
            return false;
        }

        if (!Fits(loaded.Onnx, out var vocabularySize))
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' is none that goes on with texts, or one exported in another form.",
                "Install a model with the inputs input_ids and position, the cache as past_key and past_value in and present_key and present_value out, and logits.");
            return false;
        }

        if (loaded.Settings.Tokenizer is not { } fileName || loaded.ReadText(fileName, MaxVocabularyBytes) is not { } text)
        {
            problem = Readiness.NotReady(
                $"The vocabulary of the model '{loaded.Name}' cannot be read.", "Put a file that the key 'tokenizer' in its model.json names beside the model's versions, as UTF-8 text.");
            return false;
        }

        if (!PieceVocabulary.TryRead(text, settings.UnknownText, out var vocabulary, out var wrong))
        {
            problem = Readiness.NotReady($"The model '{loaded.Name}' cannot be used: its vocabulary {wrong}.", "Install the vocabulary as SentencePiece exports it: a piece, a tab and its score a line.");
            return false;
        }

        if (vocabulary.Count != vocabularySize || settings.EndTokens.Append(settings.BeginToken).Any(token => token >= vocabularySize))
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' has {vocabularySize} tokens and its vocabulary {vocabulary.Count}, or model.json names others.", "Install the vocabulary that belongs to the model.");
            return false;
        }

        model = new GenerationModel(loaded, settings, vocabulary);
        problem = null;
        return true;
    }

    /// <summary>Runs a text of one token and a step after it, so that no caller pays for the memory that first runs take.</summary>
    public void WarmUp(CancellationToken cancellationToken)
    {
        using var empty = CreateCache();
        using var first = Run([Settings.BeginToken], empty, cancellationToken);
        using var begun = first.Cache;
        using var second = Run([PieceVocabulary.Unknown], begun, cancellationToken);
        second.Cache.Dispose();
    }

    public KeyValueCache CreateCache() => KeyValueCache.Empty(_cacheShape);

    /// <summary>Gives every row its next tokens.</summary>
    /// <param name="tokens">As many for each row, row after row.</param>
    /// <param name="past">What the model remembers of the rows.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public ModelStep Run(ReadOnlySpan<int> tokens, KeyValueCache past, CancellationToken cancellationToken)
    {
        var count = tokens.Length / past.Rows;
        var given = _tokens.Reshape(past.Rows, count);
        for (var i = 0; i < tokens.Length; i++)
        {
            given[i] = tokens[i];
        }

        var position = _position.Reshape(count);
        for (var i = 0; i < count; i++)
        {
            position[i] = past.Length + i;
        }

        // Its parts are kept, so the collection itself is not disposed of.
        var outputs = _onnx.Run(s_inputs, [_tokens.Value, _position.Value, past.Keys, past.Values], s_outputs, cancellationToken);
        return new ModelStep(outputs[0], new KeyValueCache(outputs[1], outputs[2], past.Rows, past.Length + count), Vocabulary.Count);
    }

    public void Dispose()
    {
        if (_loop.IsValueCreated)
        {
            _loop.Value.Dispose();
        }

        _tokens.Dispose();
        _position.Dispose();
    }

    private static bool Fits(OnnxModel onnx, out int vocabularySize)
    {
        var logits = onnx.Outputs.FirstOrDefault(static output => output.Name == s_outputs[0] && output.Fits(TensorElementType.Float, -1, -1, -1));
        vocabularySize = (int)(logits?.Dimensions[2] ?? 0);
        return vocabularySize > 0
            && onnx.Inputs.Count == s_inputs.Length
            && onnx.Inputs.All(static input => input.Name switch
            {
                Tokens => input.Fits(TensorElementType.Int64, -1, -1),
                Position => input.Fits(TensorElementType.Int64, -1),
                PastKeys or PastValues => input.Fits(TensorElementType.Float, -1, -1, -1, -1, -1) && input.Dimensions is [> 0, _, > 0, _, > 0],
                _ => false,
            })
            && s_outputs.All(name => onnx.Outputs.Any(output => output.Name == name));
    }
}
