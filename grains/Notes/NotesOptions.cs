using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Grains.Notes;

/// <summary>How much collections of notes may hold. Configuration section <c>Notes</c>.</summary>
/// <remarks>A collection that is in use is in the memory of one silo, with its history and what finds its words.</remarks>
public sealed class NotesOptions
{
    /// <summary>The most notes of a collection, deleted ones included while their history is kept. More take longer to read when a silo first uses the collection.</summary>
    [Range(1, 1_000_000)]
    public int MaxNotes { get; set; } = 10_000;

    /// <summary>The most bytes of one version of a note: text, title, tags and metadata as UTF-8. Larger ones make each change cost more.</summary>
    [Range(64, 2 * 1024 * 1024)]
    public int MaxNoteBytes { get; set; } = 256 * 1024;

    /// <summary>The most mebibytes of a collection with all its history. More take more memory of the silo that has it.</summary>
    [Range(1, 1024)]
    public int MaxCollectionMebibytes { get; set; } = 32;

    /// <summary>The most mebibytes of all collections that one silo has in memory; beyond it others are refused until one has been idle. More serve more collections at once.</summary>
    [Range(1, 1024 * 1024)]
    public int MaxLoadedMebibytes { get; set; } = 1024;

    /// <summary>The most older versions that a note keeps. They are stored with it, so more make each change cost more.</summary>
    [Range(0, 1000)]
    public int MaxHistoryVersions { get; set; } = 20;

    /// <summary>The most bytes of a note's older versions; the oldest go first. More keep more of large notes, and each change writes them.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int MaxHistoryBytes { get; set; } = 64 * 1024;
}

[OptionsValidator]
internal sealed partial class NotesOptionsValidator : IValidateOptions<NotesOptions>;
