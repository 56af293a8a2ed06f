using System.Collections.ObjectModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Engines.Detection;
using WorkerGrains.Engines.Files;
using WorkerGrains.Engines.Generation;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Ocr;
using WorkerGrains.Engines.Prediction;
using WorkerGrains.Engines.Texts;

namespace WorkerGrains.Engines.Models;

/// <summary>What <c>model.json</c> says about a model, beside its versions. Every member may be left out.</summary>
/// <remarks>Adding members keeps old files valid; renaming or removing one makes them invalid, because unknown keys are refused.</remarks>
internal sealed record ModelSettings : IValidatableObject
{
    public static readonly ModelSettings Default = new();

    /// <summary>The schema that an editor checks the file against; not read.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>One sentence on what the model is.</summary>
    public string? Description { get; init; }

    /// <summary>What it does, in the words of the model's own world: <c>image-classification</c>.</summary>
    public string? Task { get; init; }

    /// <summary>The file in the model's folder with a label a line, in the order of the model's output.</summary>
    public string? Labels { get; init; }

    /// <summary>How images are made ready for it.</summary>
    public ImageSettings? Image { get; init; }

    /// <summary>The file in the model's folder with its tokens: <c>vocab.txt</c> with a token a line, <c>tokenizer.json</c>, or what SentencePiece exports.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>How texts are made ready for it.</summary>
    public TextSettings? Text { get; init; }

    /// <summary>How the output of a model that finds objects says where they are.</summary>
    public DetectionSettings Detection { get; init; } = new();

    /// <summary>How a model that finds text wants its images, and how its answer is read.</summary>
    public TextDetectionSettings TextDetection { get; init; } = new();

    /// <summary>How a model that reads lines of text wants them.</summary>
    public TextRecognitionSettings TextRecognition { get; init; } = new();

    /// <summary>Where a model of file types says what it knows.</summary>
    public FileTypeSettings FileTypes { get; init; } = new();

    /// <summary>How a model that goes on with texts is given them.</summary>
    public GenerationSettings? Generation { get; init; }

    /// <summary>What runs it: <c>onnx</c>, <c>torch</c>, <c>mlnet</c>. Left out, the kind of its file says so.</summary>
    [TextLength(1, 32)]
    public string? Engine { get; init; }

    /// <summary>Which method of a TorchScript module is run; <c>forward</c> when left out.</summary>
    [TextLength(1, 100)]
    public string? Method { get; init; }

    /// <summary>What it takes. Left out where the file itself says so; a TorchScript file does not.</summary>
    [Length(1, 256)]
    public IReadOnlyList<TensorSettings>? Inputs { get; init; }

    /// <summary>What it gives. Left out where the file itself says so.</summary>
    [Length(1, 256)]
    public IReadOnlyList<TensorSettings>? Outputs { get; init; }

    /// <summary>The columns of a table that it takes, in its order. Left out where each of its inputs is one column, and has its name.</summary>
    [Length(1, 10_000)]
    public IReadOnlyList<ColumnSettings>? Columns { get; init; }

    /// <summary>Where it runs. Small models are quicker on the processors: the way to a GPU and back takes longer than they do.</summary>
    public ModelDevice Device { get; init; }

    /// <summary>How its inputs are grouped.</summary>
    public BatchingSettings Batching { get; init; } = new();

    /// <summary>What a stateful model carries over between the requests of a session. Left out, each request stands by itself.</summary>
    public SequenceSettings? Sequence { get; init; }

    /// <summary>Which versions are served.</summary>
    public VersionPolicy Versions { get; init; } = VersionPolicy.Default;

    /// <summary>Other names of versions, for example <c>stable</c>, so that callers need not change when the version does.</summary>
    public IReadOnlyDictionary<string, int> Aliases { get; init; } = ReadOnlyDictionary<string, int>.Empty;

    /// <summary>Whether it is loaded when the silo starts and never unloaded to make room.</summary>
    public bool Pinned { get; init; }

    /// <summary>How long a request of <c>model.infer</c> may take when its caller sets no deadline, in milliseconds.</summary>
    [Range(1, 600_000)]
    public int? DeadlineMs { get; init; }

    /// <summary>Inputs on which it is run before it serves. Left out, one of the smallest shape.</summary>
    [Length(0, 32)]
    public IReadOnlyList<WarmUpSample>? WarmUp { get; init; }

    /// <summary>
    /// How many threads one batch spreads over, the lane's own included. Left out, a batch uses the threads that models share: quickest for
    /// one batch. 1 suits small models with a lane for each processor: no batch waits for another, and nothing is spent on sharing.
    /// </summary>
    [Range(1, 256)]
    public int? Threads { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Aliases.Count > 100 || Aliases.Any(static alias => !ModelName.IsValid(alias.Key) || alias.Value < 1 || int.TryParse(alias.Key, out _)))
        {
            yield return new ValidationResult("An alias is a name, and no number.", [nameof(Aliases)]);
        }

        if (Columns?.DistinctBy(static column => column.Name, StringComparer.OrdinalIgnoreCase).Count() < Columns?.Count)
        {
            yield return new ValidationResult("Each column has a name of its own.", [nameof(Columns)]);
        }
    }
}
