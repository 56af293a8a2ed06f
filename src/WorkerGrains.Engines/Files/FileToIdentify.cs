using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Files;

/// <summary>A file that waits for its run.</summary>
/// <param name="Excerpt">What the model is asked about; <see langword="null"/> when there is nothing to ask.</param>
/// <param name="Known">The answer where a rule has decided.</param>
/// <param name="Confidence">How sure the model must be.</param>
internal sealed record FileToIdentify(FileExcerpt? Excerpt, FileIdentity? Known, FileConfidence Confidence);
