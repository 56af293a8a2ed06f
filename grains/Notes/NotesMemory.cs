using Microsoft.Extensions.Options;

namespace WorkerGrains.Grains.Notes;

/// <summary>What the collections that this silo has in memory take together.</summary>
internal sealed class NotesMemory(IOptions<NotesOptions> options)
{
    private readonly long _limit = options.Value.MaxLoadedMebibytes * 1024L * 1024;
    private long _bytes;

    /// <summary>Whether another collection may be read; it may go over by itself.</summary>
    public bool HasRoom => Interlocked.Read(ref _bytes) < _limit;

    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
