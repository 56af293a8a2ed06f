using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Storage;

namespace WorkerGrains.Grains.Notes;

/// <summary>What callers are told when a note cannot be had or changed.</summary>
internal static class NotesErrors
{
    private const string StorageUnavailable = "notes.storage_unavailable";

    public static WorkError CollectionInvalid { get; } = WorkError.InvalidInput(
        "notes.name_invalid", "The collection must be 1 to 64 lower-case letters, digits, dots, hyphens and underscores, and begin with a letter or digit.");

    public static WorkError IdInvalid { get; } = WorkError.InvalidInput(
        "notes.name_invalid", "The id must be 1 to 128 letters, digits and . _ : @ -, and begin with a letter or digit.");

    public static WorkError TagInvalid { get; } = WorkError.InvalidInput("notes.name_invalid", "Each tag must have 1 to 64 characters that are not all blank.");

    public static WorkError CursorInvalid { get; } = WorkError.InvalidInput("notes.cursor_invalid", "The cursor is none that a list gave. Begin without one.");

    public static WorkError QueryEmpty { get; } = WorkError.InvalidInput("notes.query_empty", "The query has no word to search for. Give at least one letter or digit.");

    public static WorkError ConditionInvalid { get; } = WorkError.InvalidInput("notes.condition_invalid", "Give only one of ifMatch, ifNoneMatch and overwrite.");

    public static WorkError RequestKeyReused { get; } = WorkError.InvalidInput(
        "notes.request_key_reused", "The request key belongs to another change of this note. Give each change a key of its own.");

    public static WorkError NotFound { get; } = new(WorkErrorCode.NotFound, "The collection has no such note. notes.list says which it has.") { Reason = "notes.not_found" };

    public static WorkError VersionNotFound { get; } = new(
        WorkErrorCode.NotFound, "The note has no such version, or keeps it no longer. Its history lists those that can be read.")
    { Reason = "notes.not_found" };

    public static WorkError Gone { get; } = Conflict("There is no such note any more. Leave ifMatch out to make it anew.");

    /// <summary>Another silo has the collection, or it is not known whether a change was stored: what is in memory is not to be trusted.</summary>
    public static WorkError Outdated { get; } = new(
        WorkErrorCode.Unavailable, "The collection was read anew because it was changed from elsewhere or the store did not answer; the change may or may not be stored. Read the note, then try again.")
    {
        Reason = StorageUnavailable,
    };

    public static WorkError TooMuchLoaded { get; } = new(WorkErrorCode.Overloaded, "The silo has as many notes in memory as it may. Try again when other collections have been idle for some minutes.");

    public static WorkError Unreachable { get; } = new(WorkErrorCode.Unavailable, "The silo that has the collection left; the change may or may not be stored. Send it again with the same request key.")
    {
        Reason = StorageUnavailable,
    };

    public static WorkError Exists(long version) => Conflict(
        $"There is such a note, in version {version}. Give its ETag as ifMatch to change it, or overwrite to store a new version whatever it says.");

    public static WorkError Changed(long version) => Conflict(
        $"The note is in version {version}, which is not the one of the ETag given. Read it, apply the change to what it says now and send that with its ETag.");

    public static WorkError Deleted(long version) => new(
        WorkErrorCode.NotFound, $"The note was deleted, in version {version}. Name an older version to read it.")
    { Reason = "notes.not_found" };

    public static WorkError TooLarge(int bytes, int most) => new(WorkErrorCode.PayloadTooLarge, $"The note has {bytes} bytes; a note has at most {most}. Shorten or split it.")
    {
        Reason = "notes.note_too_large",
    };

    public static WorkError CollectionFull(string most) => WorkError.InvalidInput(
        "notes.collection_full", $"The collection holds as much as it may ({most}). Delete notes or begin another collection.");

    public static WorkError EmbeddingUnavailable(WorkError why) => new(WorkErrorCode.NotReady, $"The notes cannot be searched by meaning. {why.Message} Search by words meanwhile.")
    {
        Reason = "notes.embedding_unavailable",
        RetryAfter = why.RetryAfter,
    };

    /// <summary>What a failure of the store means to a caller. Its own message is for operators.</summary>
    public static WorkError Of(StateFailure failure) => failure switch
    {
        StateFailure.Overloaded => new WorkError(WorkErrorCode.Overloaded, "Too much waits to be stored. The change is not stored.") { RetryAfter = TimeSpan.FromSeconds(1) },
        StateFailure.Full => Storage("notes.storage_full", "There is no room to store the change, and it is not stored. Whoever runs the silos must make room."),
        StateFailure.TooLarge => Storage(StorageUnavailable, "The note with its history is larger than a record may be, and is not stored. Whoever runs the silos can allow larger records or less history."),
        StateFailure.Locked => Storage(StorageUnavailable, "The store is locked by another program. The change is not stored; try again."),
        StateFailure.ReadOnly => Storage(StorageUnavailable, "The store can only be read. The change is not stored; whoever runs the silos must let it be written."),
        StateFailure.Damaged => Storage(StorageUnavailable, "What is stored is damaged. Whoever runs the silos must bring back a backup."),
        _ => Storage(StorageUnavailable, "The store does not answer. The change is not stored; try again."),
    };

    private static WorkError Conflict(string message) => new(WorkErrorCode.Conflict, message) { Reason = "notes.conflict" };

    private static WorkError Storage(string reason, string message) => new(WorkErrorCode.Unavailable, message) { Reason = reason };
}
