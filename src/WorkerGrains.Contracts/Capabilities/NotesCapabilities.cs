using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Notes that are kept: texts in collections, with versions, history and search.</summary>
/// <remarks>An answer to a change means that the change is stored. What "stored" survives, the options of the store say.</remarks>
public static class NotesCapabilities
{
    private static readonly CapabilityError s_name = new(
        "notes.name_invalid", WorkErrorCode.InvalidInput, "A collection is 1 to 64 lower-case letters, digits, dots, hyphens and underscores; an id 1 to 128 letters, digits and . _ : @ -; a tag 1 to 64 characters. Correct the one that the message names.");

    private static readonly CapabilityError s_conflict = new(
        "notes.conflict", WorkErrorCode.Conflict, "The note is not as the request says, most often because somebody else changed it. Read it, apply the change to what it says now and send that with its ETag.");

    private static readonly CapabilityError s_notFound = new(
        "notes.not_found", WorkErrorCode.NotFound, "The collection has no such note, or not in this version. List the collection, or read the note's history.");

    private static readonly CapabilityError s_full = new(
        "notes.storage_full", WorkErrorCode.Unavailable, "There is no room left to store the change, and it is not stored. Whoever runs the silos must make room.");

    private static readonly CapabilityError s_unavailable = new(
        "notes.storage_unavailable", WorkErrorCode.Unavailable, "What is stored cannot be read or changed now. The message says whether the change may be stored nevertheless.");

    /// <summary>Stores a note.</summary>
    /// <remarks>
    /// Without a condition it makes a note that is not there yet, and is refused where there is one: nothing is overwritten that its caller has not
    /// seen, unless the request says so. Not repeated by itself when its answer is lost; with a request key its caller may repeat it safely.
    /// </remarks>
    public static readonly Capability<PutNote, NoteReceipt> Put = new("notes.put", "1.0.0")
    {
        Summary = "Stores a note in a collection: a new one, or a new version of one whose ETag is given. Overwrites nothing unless it is told to.",
        Tags = ["notes", "state"],
        IsIdempotent = false,
        MaxInputBytes = 8 * 1024 * 1024,
        Errors =
        [
            s_name,
            s_conflict,
            new("notes.condition_invalid", WorkErrorCode.InvalidInput, "Several of ifMatch, ifNoneMatch and overwrite are given. Keep one."),
            new("notes.note_too_large", WorkErrorCode.PayloadTooLarge, "The note is larger than notes may be. Shorten it or split it."),
            new("notes.collection_full", WorkErrorCode.InvalidInput, "The collection holds as much as it may. Delete notes or begin another collection."),
            new("notes.request_key_reused", WorkErrorCode.InvalidInput, "The request key belongs to another change of this note. Give each change a key of its own."),
            s_full,
            s_unavailable,
        ],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromMilliseconds(100)),
    };

    /// <summary>Reads a note, or an older version of it.</summary>
    public static readonly Capability<GetNote, Note> Get = new("notes.get", "1.0.0")
    {
        Summary = "Reads a note, an older version of it, or its history.",
        Tags = ["notes", "state"],
        Errors = [s_name, s_notFound, s_unavailable],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromMilliseconds(50)),
    };

    /// <summary>Lists the notes of a collection.</summary>
    public static readonly Capability<ListNotes, NoteList> List = new("notes.list", "1.0.0")
    {
        Summary = "Lists the notes of a collection in the order of their ids, page by page.",
        Tags = ["notes", "state"],
        Errors = [s_name, new("notes.cursor_invalid", WorkErrorCode.InvalidInput, "The cursor is none that a list gave. Begin without one."), s_unavailable],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromMilliseconds(50)),
    };

    /// <summary>Deletes a note; its history stays until its place is needed.</summary>
    /// <remarks>Not repeated by itself when its answer is lost: a second run would not find the note. With a request key its caller may repeat it safely.</remarks>
    public static readonly Capability<DeleteNote, NoteReceipt> Delete = new("notes.delete", "1.0.0")
    {
        Summary = "Deletes a note. Its older versions can be read until the collection needs their place.",
        Tags = ["notes", "state"],
        IsIdempotent = false,
        Errors = [s_name, s_conflict, s_notFound, s_full, s_unavailable],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromMilliseconds(100)),
    };

    /// <summary>Finds notes by their words or by what they mean.</summary>
    /// <remarks>
    /// By words with BM25 (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009). By meaning with the vectors of <see cref="TextCapabilities.Embed"/>, which are
    /// made when a note is first searched and kept with it; where that capability cannot serve, the search by words goes on.
    /// </remarks>
    public static readonly Capability<SearchNotes, NoteSearch> Search = new("notes.search", "1.0.0")
    {
        Summary = "Finds the notes of a collection that match a query best, by words or by meaning.",
        Tags = ["notes", "search", "state"],
        CallsOthers = true,
        Errors =
        [
            s_name,
            new("notes.query_empty", WorkErrorCode.InvalidInput, "The query has no word to search for. Give at least one letter or digit."),
            new("notes.embedding_unavailable", WorkErrorCode.NotReady, "The search by meaning needs text.embed, or room to keep its vectors; the message says which and why. Search by words, or install its model."),
            s_unavailable,
        ],
        Objective = new ServiceLevelObjective(0.95, TimeSpan.FromMilliseconds(500)),
    };
}
