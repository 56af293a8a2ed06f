using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;

namespace WorkerGrains.Grains.Notes.Engines;

/// <summary>Stores notes.</summary>
internal sealed class NotePutter(NotesClient notes) : IComposingEngine<PutNote, NoteReceipt>
{
    public async Task<EngineOutcome<NoteReceipt>> RunAsync(PutNote input, IWorkCaller caller, CancellationToken cancellationToken)
    {
        var put = input with { RequestKey = input.RequestKey ?? NotesClient.NewKey() };
        return NoteNames.Check(put.Collection, put.Id) is { } wrong ? wrong : await notes.AskAsync(put.Collection, grain => grain.PutAsync(put), cancellationToken);
    }
}
