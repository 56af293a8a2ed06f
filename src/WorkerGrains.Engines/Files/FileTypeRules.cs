using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Files;

/// <summary>Decides what is answered: by itself where a file is too small for a model, else by the model's guess and its score.</summary>
/// <remarks>Source: google/magika, <c>python/src/magika/magika.py</c>, <c>_get_output_label_from_dl_label_and_score</c> and <c>_get_label_from_few_bytes</c>.</remarks>
internal sealed class FileTypeRules(FileTypeConfig config, IReadOnlyDictionary<string, FileType> types)
{
    private const string Text = "txt";
    private const string Unknown = "unknown";
    private const string Empty = "empty";

    /// <summary>Whether everything that may be answered is described.</summary>
    public bool IsComplete => config.TargetLabelsSpace.Concat(config.OverwriteMap.Values).Concat([Text, Unknown, Empty])
        .All(label => types.TryGetValue(label, out var type) && type is not null);

    /// <summary>Takes what a model is asked about, or answers without one.</summary>
    public (FileExcerpt? Excerpt, FileIdentity? Known) Prepare(ReadOnlySpan<byte> file) =>
        FileExcerpt.TryTake(file, config, out var excerpt) ? (excerpt, null)
        : file.IsEmpty ? (null, Known(Empty))
        : (null, Known(FileExcerpt.IsText(file, config) ? Text : Unknown));

    /// <summary>The answer where a model made a guess.</summary>
    public FileIdentity Decide(int guess, float score, FileConfidence confidence)
    {
        var guessed = config.TargetLabelsSpace[guess];
        var label = config.OverwriteMap.GetValueOrDefault(guessed, guessed);
        if (score < LeastScore(guessed, confidence))
        {
            // A model that is not sure of the type still tells text from bytes.
            label = types[label].IsText ? Text : Unknown;
        }

        return types[label].ToIdentity(label, score, guessed);
    }

    private FileIdentity Known(string label) => types[label].ToIdentity(label, 1, null);

    private float LeastScore(string label, FileConfidence confidence) => confidence switch
    {
        FileConfidence.High => config.Thresholds.GetValueOrDefault(label, config.MediumConfidenceThreshold),
        FileConfidence.Medium => config.MediumConfidenceThreshold,
        _ => 0,
    };
}
