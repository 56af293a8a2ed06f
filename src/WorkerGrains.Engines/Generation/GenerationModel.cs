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

    private static readonly string[] s_outputs = ["logits", "present_key", "present_value"];

    private readonly OnnxModel _onnx;
    private readonly IReadOnlyList<long> _cacheShape;
    private readonly GenerationInputs _inputs;
    private readonly Lazy<GenerationLoop> _loop;

    private GenerationModel(LoadedModel loaded, GenerationInputs inputs, GenerationSettings settings, PieceVocabulary vocabulary)
    {
        _onnx = loaded.Onnx;
        _inputs = inputs;
        _cacheShape = GenerationInputs.CacheShapeOf(_onnx.Inputs);
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

    /// <summary>Whether texts of unlike length can share a step, or only those of the same.</summary>
    public bool SharesUnlikeLengths => _inputs.TakesUnlikeLengths;

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

        if (GenerationInputs.Of(loaded.Onnx.Inputs) is not { } inputs || !Fits(loaded.Onnx, out var vocabularySize))
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' is none that goes on with texts, or one exported in another form.",
                "Install a model with the inputs input_ids and position (or position_ids, and attention_mask if it has one), the cache as past_key and past_value in and present_key and present_value out, and logits.");
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

        model = new GenerationModel(loaded, inputs, settings, vocabulary);
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
        // Its parts are kept, so the collection itself is not disposed of.
        var outputs = _onnx.Run(_inputs.Names, _inputs.Fill(tokens, past), s_outputs, cancellationToken);
        return new ModelStep(outputs[0], new KeyValueCache(outputs[1], outputs[2], past.Padding, past.Length + (tokens.Length / past.Rows)), Vocabulary.Count);
    }

    public void Dispose()
    {
        if (_loop.IsValueCreated)
        {
            _loop.Value.Dispose();
        }

        _inputs.Dispose();
    }

    private static bool Fits(OnnxModel onnx, out int vocabularySize)
    {
        var logits = onnx.Outputs.FirstOrDefault(static output => output.Name == s_outputs[0] && output.Fits(TensorElementType.Float, -1, -1, -1));
        vocabularySize = (int)(logits?.Dimensions[2] ?? 0);
        return vocabularySize > 0 && s_outputs.All(name => onnx.Outputs.Any(output => output.Name == name));
    }
}
