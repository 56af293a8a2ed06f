using System.Globalization;

namespace WorkerGrains.Tests.Silo;

/// <summary>A silo without models, whose collections are small and whose store gives up soon on a file that another program holds.</summary>
public sealed class NotesSilo : IAsyncLifetime
{
    /// <summary>The most notes of a collection.</summary>
    internal const int MaxNotes = 3;

    /// <summary>The largest note; a collection holds one such, and not two.</summary>
    internal const int MaxNoteBytes = 600_000;

    private SiloProcess? _silo;

    internal SiloProcess Silo => _silo!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _silo = await SiloProcess.StartAsync(
        "notes",
        string.Create(CultureInfo.InvariantCulture, $"--Notes:MaxNotes={MaxNotes}"),
        string.Create(CultureInfo.InvariantCulture, $"--Notes:MaxNoteBytes={MaxNoteBytes}"),
        "--Notes:MaxCollectionMebibytes=1",
        "--State:Sqlite:LockTimeout=00:00:00.050");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Silo.DisposeAsync();
}
