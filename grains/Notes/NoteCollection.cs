using System.Globalization;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Notes.Records;
using WorkerGrains.Grains.Notes.Search;

namespace WorkerGrains.Grains.Notes;

/// <summary>The notes of one collection: all in memory, and nothing there that is not stored.</summary>
/// <remarks>For one grain: not thread-safe. Changes of one note have an order; those of different notes are stored together.</remarks>
internal sealed class NoteCollection : IDisposable
{
    private readonly Dictionary<string, StoredNote> _notes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _ids = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset Deleted, string Id)> _deleted = [];
    private readonly KeyedGate _changes = new();
    private readonly NoteStore _store;
    private readonly NotesOptions _options;
    private readonly NotesMemory _memory;
    private readonly NoteVersions _versions;
    private readonly NoteSearchIndex _search;
    private long _bytes;

    /// <summary>Notes, with those that are being made.</summary>
    private int _count;

    private NoteCollection(NoteStore store, NotesOptions options, NotesMemory memory, TimeProvider time)
    {
        (_store, _options, _memory) = (store, options, memory);
        _versions = new NoteVersions(options, time);
        _search = new NoteSearchIndex(store);
    }

    /// <summary>Reads a collection.</summary>
    public static async Task<NoteCollection> LoadAsync(NoteStore store, NotesOptions options, NotesMemory memory, TimeProvider time)
    {
        var collection = new NoteCollection(store, options, memory, time);
        foreach (var note in await store.LoadAsync())
        {
            collection.Take(note);
            if (++collection._count % 256 == 0)
            {
                await Task.Yield();
            }
        }

        return collection;
    }

    public async Task<NotesReply<NoteReceipt>> PutAsync(PutNote put)
    {
        if (NoteNames.CheckTags(put.Tags) is { } wrong)
        {
            return wrong;
        }

        var version = NoteVersions.Of(put);
        if (version.Bytes > _options.MaxNoteBytes)
        {
            return NotesErrors.TooLarge(version.Bytes, _options.MaxNoteBytes);
        }

        using var turn = await _changes.EnterAsync(put.Id);
        var note = _notes.GetValueOrDefault(put.Id);
        if (note?.MadeBy(put.RequestKey) is { } made)
        {
            return NoteVersions.AreSame(made, version) ? note.ToReceipt(made, isRepeat: true) : NotesErrors.RequestKeyReused;
        }

        return NoteConditions.Check(put, note?.Current) is { } refused ? refused : await ChangeAsync(put.Id, note, version, isBounded: true);
    }

    public async Task<NotesReply<NoteReceipt>> DeleteAsync(DeleteNote delete)
    {
        using var turn = await _changes.EnterAsync(delete.Id);
        var note = _notes.GetValueOrDefault(delete.Id);
        if (note?.MadeBy(delete.RequestKey) is { IsDeleted: true } made)
        {
            return note.ToReceipt(made, isRepeat: true);
        }

        // A deletion is to succeed in a collection that is full.
        return NoteConditions.Check(delete, note?.Current) is { } refused ? refused
            : await ChangeAsync(delete.Id, note, new VersionRecord { IsDeleted = true, RequestKey = delete.RequestKey }, isBounded: false);
    }

    public NotesReply<Note> Get(GetNote get)
    {
        if (!_notes.TryGetValue(get.Id, out var note))
        {
            return NotesErrors.NotFound;
        }

        if (get.Version is { } number)
        {
            return note.Find(number) is { } version ? note.ToNote(version, get.History) : NotesErrors.VersionNotFound;
        }

        return note.IsDeleted ? NotesErrors.Deleted(note.Current.Number) : note.ToNote(note.Current, get.History);
    }

    public NotesReply<NoteList> List(ListNotes list)
    {
        var after = "";
        if (list.Cursor is not null && !NoteCursor.TryRead(list.Cursor, out after))
        {
            return NotesErrors.CursorInvalid;
        }

        var prefix = list.Prefix ?? "";
        var from = string.CompareOrdinal(after, prefix) > 0 ? after : prefix;
        List<NoteSummary> page = [];
        foreach (var id in _ids.GetViewBetween(from, "\uffff"))
        {
            if (!id.StartsWith(prefix, StringComparison.Ordinal))
            {
                break;
            }

            var note = _notes[id];
            if (id == after || (note.IsDeleted && !list.IncludeDeleted) || !note.Has(list.Tag))
            {
                continue;
            }

            if (page.Count == list.Limit)
            {
                return new NoteList { Notes = page, Cursor = NoteCursor.After(page[^1].Id), Total = Total };
            }

            page.Add(note.ToSummary());
        }

        return new NoteList { Notes = page, Total = Total };
    }

    public NotesReply<NoteSearch> Search(SearchNotes search) => _search.ByWords(search);

    public Task<NoteSearch> SearchByVectorAsync(SearchNotes search, NoteVector query) => _search.ByVectorAsync(_notes, search, query);

    public Task<NoteText[]> ListUnembeddedAsync(string model, int limit) => _search.ListUnembeddedAsync(_notes, model, limit);

    public Task<int> KeepVectorsAsync(IReadOnlyList<NoteVector> vectors) => _search.KeepVectorsAsync(_notes, vectors);

    public void Dispose() => Weigh(-_bytes);

    private int Total => _notes.Count - _deleted.Count;

    /// <summary>Stores a version, and only then shows it.</summary>
    private async Task<NotesReply<NoteReceipt>> ChangeAsync(string id, StoredNote? note, VersionRecord version, bool isBounded)
    {
        var record = _versions.Append(id, note?.Record, version);
        var (grows, added) = (NoteVersions.SizeOf(record) - NoteVersions.SizeOf(note?.Record), note is null ? 1 : 0);
        if (isBounded && await MakeRoomAsync(grows, added) is { } full)
        {
            return full;
        }

        // Taken before it is stored, so that changes which are stored at once do not go over the limits together.
        Weigh(grows);
        _count += added;
        try
        {
            if (note is null)
            {
                note = await _store.CreateAsync(record);
            }
            else
            {
                var before = note.Current;
                await _store.WriteAsync(note, record);
                Drop(note, before);
            }
        }
        catch
        {
            Weigh(-grows);
            _count -= added;
            throw;
        }

        Show(note);
        return note.ToReceipt(note.Current, isRepeat: false);
    }

    /// <summary>Removes what was deleted longest ago until a change fits.</summary>
    private async Task<WorkError?> MakeRoomAsync(long grows, int added)
    {
        while (grows > 0 && (_bytes + grows > _options.MaxCollectionMebibytes * 1024L * 1024 || _count + added > _options.MaxNotes))
        {
            var oldest = _deleted.FirstOrDefault(deleted => !_changes.IsBusy(deleted.Id)).Id;
            if (oldest is null)
            {
                return NotesErrors.CollectionFull(_count + added > _options.MaxNotes
                    ? string.Create(CultureInfo.InvariantCulture, $"{_options.MaxNotes} notes")
                    : string.Create(CultureInfo.InvariantCulture, $"{_options.MaxCollectionMebibytes} MiB with their history"));
            }

            using var turn = await _changes.EnterAsync(oldest);
            var note = _notes[oldest];
            await _store.RemoveAsync(note);
            Weigh(-NoteVersions.SizeOf(note.Record));
            _count--;
            Drop(note, note.Current);
            _notes.Remove(oldest);
            _ids.Remove(oldest);
        }

        return null;
    }

    private void Take(StoredNote note)
    {
        Weigh(NoteVersions.SizeOf(note.Record));
        Show(note);
    }

    private void Show(StoredNote note)
    {
        _notes[note.Record.Id] = note;
        _ids.Add(note.Record.Id);
        if (note.IsDeleted)
        {
            _deleted.Add((note.Current.Updated, note.Record.Id));
        }
        else
        {
            _search.Add(note);
        }
    }

    private void Drop(StoredNote note, VersionRecord version)
    {
        if (version.IsDeleted)
        {
            _deleted.Remove((version.Updated, note.Record.Id));
        }
        else
        {
            _search.Remove(note, version);
        }
    }

    private void Weigh(long bytes)
    {
        _bytes += bytes;
        _memory.Add(bytes);
    }
}
