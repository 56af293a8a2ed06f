using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Grains.Notes.Records;

namespace WorkerGrains.Grains.Notes;

/// <summary>A note as it is stored, in memory.</summary>
/// <param name="place">Which of the collection's records it is.</param>
/// <param name="state">The record, with the store's ETag.</param>
internal sealed class StoredNote(int place, GrainState<NoteRecord> state)
{
    public int Place => place;

    /// <summary>Replaced, never changed, once a newer one is stored.</summary>
    public GrainState<NoteRecord> State { get; set; } = state;

    public NoteRecord Record => State.State!;

    /// <summary>What the note says now.</summary>
    public VersionRecord Current => Record.Versions[^1];

    public bool IsDeleted => Current.IsDeleted;

    public VersionRecord? Find(long version) => Record.Versions.FirstOrDefault(candidate => candidate.Number == version);

    /// <summary>The version that a request of this key made, if it did and it is kept.</summary>
    public VersionRecord? MadeBy(string? requestKey) => requestKey is null ? null : Record.Versions.FirstOrDefault(version => version.RequestKey == requestKey);

    public bool Has(string? tag) => tag is null || Current.Tags.Contains(tag, StringComparer.Ordinal);

    public NoteReceipt ToReceipt(VersionRecord version, bool isRepeat) => new()
    {
        Id = Record.Id,
        ETag = version.ETag,
        Version = version.Number,
        Created = Record.Created,
        Updated = version.Updated,
        IsRepeat = isRepeat,
    };

    public NoteSummary ToSummary() => new()
    {
        Id = Record.Id,
        Title = Current.Title,
        Tags = Current.Tags,
        ETag = Current.ETag,
        Version = Current.Number,
        Created = Record.Created,
        Updated = Current.Updated,
        Bytes = Current.Bytes,
        IsDeleted = Current.IsDeleted,
    };

    public Note ToNote(VersionRecord version, bool history) => new()
    {
        Id = Record.Id,
        Text = version.Text,
        Title = version.Title,
        Tags = version.Tags,
        Metadata = version.Metadata,
        ETag = version.ETag,
        Version = version.Number,
        Created = Record.Created,
        Updated = version.Updated,
        IsDeleted = version.IsDeleted,
        History = !history ? null : Record.Versions
            .Select(static version => new NoteVersion { Version = version.Number, ETag = version.ETag, Updated = version.Updated, IsDeleted = version.IsDeleted, Bytes = version.Bytes })
            .ToArray(),
    };

    public NoteHit ToHit(double score, string snippet) => new()
    {
        Id = Record.Id,
        Score = score,
        Title = Current.Title,
        Snippet = snippet,
        Tags = Current.Tags,
        ETag = Current.ETag,
        Updated = Current.Updated,
    };
}
