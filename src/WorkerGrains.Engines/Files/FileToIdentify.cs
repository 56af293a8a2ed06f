using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Files;

/// <summary>A file that waits for its run, made ready for a model that it keeps in memory until then.</summary>
/// <param name="Excerpt">What the model is asked about; <see langword="null"/> when there is nothing to ask.</param>
/// <param name="Known">The answer where a rule has decided.</param>
/// <param name="Confidence">How sure the model must be.</param>
/// <param name="Lease">The model.</param>
internal sealed record FileToIdentify(FileExcerpt? Excerpt, FileIdentity? Known, FileConfidence Confidence, ModelLease<FileTypeModel> Lease) : IDisposable
{
    public void Dispose() => Lease.Dispose();
}
