using System.Globalization;
using Orleans.Storage;
using WorkerGrains.Grains.Notes.Records;
using WorkerGrains.Grains.Storage;

namespace WorkerGrains.Grains.Notes;

/// <summary>The records of one collection: one for each note, so that a change costs what the note costs, however large the collection is.</summary>
/// <remarks>
/// A store has no list of its records, so notes have places that are counted from 0, and a record of the collection says up to where places may
/// be in use. It is written before the first note of a step is, and an unused place costs one look when the collection is read. For one grain: not thread-safe.
/// </remarks>
internal sealed class NoteStore(IGrainStorage storage, GrainId collection)
{
    private const string Head = "notes";
    private const int FewestPlaces = 16;

    /// <summary>How many records are asked for at once.</summary>
    private const int ReadAhead = 64;

    private readonly Stack<int> _free = new();
    private GrainState<CollectionRecord> _head = new(new CollectionRecord());
    private Task? _growing;

    /// <summary>Reads all notes. Called once, before anything else.</summary>
    public async Task<List<StoredNote>> LoadAsync()
    {
        await storage.ReadStateAsync(Head, collection, _head);
        List<StoredNote> notes = [];
        foreach (var places in Enumerable.Range(0, _head.State!.Places).Chunk(ReadAhead))
        {
            foreach (var note in await Task.WhenAll(places.Select(ReadAsync)))
            {
                if (!note.State.RecordExists)
                {
                    _free.Push(note.Place);
                }
                else if (note.Record is { Id: "" } or { Versions: [] })
                {
                    throw new StateException(StateFailure.Damaged, "A stored note is none that this version of the program can read.");
                }
                else
                {
                    notes.Add(note);
                }
            }
        }

        return notes;
    }

    /// <summary>Stores a note that is not there yet.</summary>
    public async Task<StoredNote> CreateAsync(NoteRecord record)
    {
        int place;
        while (!_free.TryPop(out place))
        {
            await GrowOnceAsync();
        }

        try
        {
            var note = new StoredNote(place, new GrainState<NoteRecord>());
            await WriteAsync(note, record);
            return note;
        }
        catch
        {
            _free.Push(place);
            throw;
        }
    }

    /// <summary>Stores what a note is now. The note stays as it was when that fails.</summary>
    public async Task WriteAsync(StoredNote note, NoteRecord record)
    {
        var state = new GrainState<NoteRecord>(record, note.State.ETag) { RecordExists = note.State.RecordExists };
        await storage.WriteStateAsync(NameOf(note.Place), collection, state);
        note.State = state;
    }

    /// <summary>Removes a note with all its history.</summary>
    public async Task RemoveAsync(StoredNote note)
    {
        await storage.ClearStateAsync(NameOf(note.Place), collection, new GrainState<NoteRecord>(note.Record, note.State.ETag) { RecordExists = true });
        _free.Push(note.Place);
    }

    public async Task<GrainState<VectorRecord>> ReadVectorAsync(int place)
    {
        var state = new GrainState<VectorRecord>(new VectorRecord());
        await storage.ReadStateAsync(VectorOf(place), collection, state);
        return state;
    }

    public Task WriteVectorAsync(int place, GrainState<VectorRecord> state) => storage.WriteStateAsync(VectorOf(place), collection, state);

    private async Task<StoredNote> ReadAsync(int place)
    {
        var state = new GrainState<NoteRecord>(new NoteRecord());
        await storage.ReadStateAsync(NameOf(place), collection, state);
        return new StoredNote(place, state);
    }

    /// <summary>Makes more places, once for all who wait for one.</summary>
    private async Task GrowOnceAsync()
    {
        var growing = _growing ??= GrowAsync();
        try
        {
            await growing;
        }
        finally
        {
            if (_growing == growing)
            {
                _growing = null;
            }
        }
    }

    private async Task GrowAsync()
    {
        var (from, to) = (_head.State!.Places, _head.State.Places + Math.Max(FewestPlaces, _head.State.Places / 4));
        var head = new GrainState<CollectionRecord>(_head.State with { Places = to }, _head.ETag) { RecordExists = _head.RecordExists };
        await storage.WriteStateAsync(Head, collection, head);
        _head = head;
        for (var place = to - 1; place >= from; place--)
        {
            _free.Push(place);
        }
    }

    private static string NameOf(int place) => string.Create(CultureInfo.InvariantCulture, $"note-{place}");

    private static string VectorOf(int place) => string.Create(CultureInfo.InvariantCulture, $"vector-{place}");
}
