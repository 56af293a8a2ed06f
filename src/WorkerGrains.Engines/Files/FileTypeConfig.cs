namespace WorkerGrains.Engines.Files;

/// <summary>What Magika's <c>config.min.json</c> says of a model: what it reads of a file, and how far its answers are to be trusted.</summary>
internal sealed record FileTypeConfig
{
    private const int MaxBlockSize = 1024 * 1024;

    /// <summary>How many bytes of a file's beginning the model reads.</summary>
    public required int BegSize { get; init; }

    /// <summary>How many bytes of its middle; no published model reads any.</summary>
    public required int MidSize { get; init; }

    /// <summary>How many bytes of its end.</summary>
    public required int EndSize { get; init; }

    /// <summary>Whether the model also reads bytes at offsets that matter to images of discs; no published model does.</summary>
    public required bool UseInputsAtOffsets { get; init; }

    /// <summary>The score from which any type is trusted.</summary>
    public required float MediumConfidenceThreshold { get; init; }

    /// <summary>The fewest bytes, white space at the beginning left out, that the model is asked about.</summary>
    public required int MinFileSizeForDl { get; init; }

    /// <summary>What stands where a file has no bytes.</summary>
    public required int PaddingToken { get; init; }

    /// <summary>How far into the file, from either end, white space is looked for.</summary>
    public required int BlockSize { get; init; }

    /// <summary>The labels in the order of the model's output.</summary>
    public required IReadOnlyList<string> TargetLabelsSpace { get; init; }

    /// <summary>The scores from which some types are trusted; the others have <see cref="MediumConfidenceThreshold"/>.</summary>
    public required IReadOnlyDictionary<string, float> Thresholds { get; init; }

    /// <summary>Labels that are answered as another.</summary>
    public required IReadOnlyDictionary<string, string> OverwriteMap { get; init; }

    /// <summary>The length of one file in the model's input.</summary>
    public int InputLength => BegSize + EndSize;

    /// <summary>Whether files can be read as the model wants them.</summary>
    public bool IsKnown => MidSize == 0 && !UseInputsAtOffsets
        && BlockSize is > 0 and <= MaxBlockSize
        && BegSize > 0 && BegSize < BlockSize
        && EndSize >= 0 && EndSize < BlockSize
        && MinFileSizeForDl > 0 && MinFileSizeForDl <= BegSize;
}
