using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Notes.Records;

namespace WorkerGrains.Grains.Notes;

/// <summary>Whether a change may be made to a note as it is.</summary>
internal static class NoteConditions
{
    /// <summary>Why the note may not be stored, or <see langword="null"/>.</summary>
    /// <param name="put">The change.</param>
    /// <param name="current">What the note says now; <see langword="null"/> when it never was.</param>
    public static WorkError? Check(PutNote put, VersionRecord? current)
    {
        if ((put.IfMatch is null ? 0 : 1) + (put.IfNoneMatch is null ? 0 : 1) + (put.Overwrite ? 1 : 0) > 1)
        {
            return NotesErrors.ConditionInvalid;
        }

        if (current is null or { IsDeleted: true })
        {
            return put.IfMatch is null ? null : NotesErrors.Gone;
        }

        return put.Overwrite || put.IfMatch == current.ETag ? null
            : put.IfMatch is null ? NotesErrors.Exists(current.Number)
            : NotesErrors.Changed(current.Number);
    }

    /// <summary>Why the note may not be deleted, or <see langword="null"/>.</summary>
    public static WorkError? Check(DeleteNote delete, VersionRecord? current) => current switch
    {
        null => NotesErrors.NotFound,
        { IsDeleted: true } => NotesErrors.Deleted(current.Number),
        _ => delete.IfMatch is null || delete.IfMatch == current.ETag ? null : NotesErrors.Changed(current.Number),
    };
}
