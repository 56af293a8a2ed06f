using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;

namespace WorkerGrains.Grains.Notes.Engines;

/// <summary>Reads notes.</summary>
internal sealed class NoteGetter(NotesClient notes) : IComposingEngine<GetNote, Note>
{
    public async Task<EngineOutcome<Note>> RunAsync(GetNote input, IWorkCaller caller, CancellationToken cancellationToken) =>
        NoteNames.Check(input.Collection, input.Id) is { } wrong ? wrong : await notes.AskAsync(input.Collection, grain => grain.GetAsync(input), cancellationToken);
}
