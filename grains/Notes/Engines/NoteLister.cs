using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;

namespace WorkerGrains.Grains.Notes.Engines;

/// <summary>Lists notes.</summary>
internal sealed class NoteLister(NotesClient notes) : IComposingEngine<ListNotes, NoteList>
{
    public async Task<EngineOutcome<NoteList>> RunAsync(ListNotes input, IWorkCaller caller, CancellationToken cancellationToken) =>
        NoteNames.Check(input.Collection) is { } wrong ? wrong : await notes.AskAsync(input.Collection, grain => grain.ListAsync(input), cancellationToken);
}
