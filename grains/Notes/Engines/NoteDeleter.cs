using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;

namespace WorkerGrains.Grains.Notes.Engines;

/// <summary>Deletes notes.</summary>
internal sealed class NoteDeleter(NotesClient notes) : IComposingEngine<DeleteNote, NoteReceipt>
{
    public async Task<EngineOutcome<NoteReceipt>> RunAsync(DeleteNote input, IWorkCaller caller, CancellationToken cancellationToken)
    {
        var delete = input with { RequestKey = input.RequestKey ?? NotesClient.NewKey() };
        return NoteNames.Check(delete.Collection, delete.Id) is { } wrong ? wrong : await notes.AskAsync(delete.Collection, grain => grain.DeleteAsync(delete), cancellationToken);
    }
}
