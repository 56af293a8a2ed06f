using System.ComponentModel;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A file whose type is asked for.</summary>
public sealed record IdentifyFile
{
    /// <summary>The file's bytes. Its beginning and its end decide; an empty file is a type of its own.</summary>
    [Description("The file's bytes. Its beginning and its end decide; an empty file is a type of its own."), Body("application/octet-stream")]
    public required ReadOnlyMemory<byte> File { get; init; }

    /// <summary>How sure the model must be for its guess to be the answer.</summary>
    [Description("How sure the model must be for its guess to be the answer: high asks for the score that suits the type, medium for one that suits all, bestGuess for none.")]
    public FileConfidence Confidence { get; init; }
}
