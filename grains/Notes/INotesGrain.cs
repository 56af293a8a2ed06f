using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Grains.Notes;

/// <summary>One collection of notes. The key is its name.</summary>
/// <remarks>Failures a caller can act on come back in the reply. A change with a request key may be asked for again when its reply was lost.</remarks>
[GrainInterfaceType("notes"), Alias("WorkerGrains.INotesGrain")]
internal interface INotesGrain : IGrainWithStringKey
{
    [Alias("Put")]
    Task<NotesReply<NoteReceipt>> PutAsync(PutNote put);

    [Alias("Get")]
    Task<NotesReply<Note>> GetAsync(GetNote get);

    [Alias("List")]
    Task<NotesReply<NoteList>> ListAsync(ListNotes list);

    [Alias("Delete")]
    Task<NotesReply<NoteReceipt>> DeleteAsync(DeleteNote delete);

    /// <summary>Searches by words.</summary>
    [Alias("Search")]
    Task<NotesReply<NoteSearch>> SearchAsync(SearchNotes search);

    /// <summary>Searches by meaning, among the notes whose vectors of the model are known.</summary>
    [Alias("SearchByVector")]
    Task<NotesReply<NoteSearch>> SearchByVectorAsync(SearchNotes search, NoteVector query);

    /// <summary>Some notes whose vectors of this model are not known; none when all are.</summary>
    [Alias("ListUnembedded")]
    Task<NotesReply<NoteText[]>> ListUnembeddedAsync(string model, int limit);

    /// <summary>Keeps vectors. One of a version that is not the newest any more is passed over.</summary>
    [Alias("KeepVectors")]
    Task<NotesReply<int>> KeepVectorsAsync(NoteVector[] vectors);
}
