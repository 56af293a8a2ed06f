using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using WorkerGrains.Grains.Notes.Records;

namespace WorkerGrains.Grains.Notes.Search;

/// <summary>The stored vectors of a collection's notes.</summary>
/// <remarks>For one grain: not thread-safe.</remarks>
internal sealed class NoteVectors(NoteStore store)
{
    private readonly Dictionary<int, GrainState<VectorRecord>> _states = [];
    private readonly KeyedGate _gate = new();

    /// <summary>Reads the vectors of notes that have not been read.</summary>
    public async Task LoadAsync(IEnumerable<StoredNote> notes)
    {
        foreach (var places in notes.Select(static note => note.Place).Where(place => !_states.ContainsKey(place)).Chunk(64).ToArray())
        {
            foreach (var (place, state) in await Task.WhenAll(places.Select(async place => (place, await store.ReadVectorAsync(place)))))
            {
                // Meanwhile it may have been read, and written, for somebody else.
                _states.TryAdd(place, state);
            }
        }
    }

    /// <summary>Whether it is known what vector the note has, or that it has none.</summary>
    public bool IsKnown(StoredNote note, string model) =>
        _states.TryGetValue(note.Place, out var state) && (state.State!.ETag, state.State.Model) == (note.Current.ETag, model);

    /// <summary>How alike a note and a query are: the cosine, as both have length 1. Nothing for a note whose vector is not known.</summary>
    public double? Compare(StoredNote note, NoteVector query)
    {
        if (!IsKnown(note, query.Model))
        {
            return null;
        }

        var values = MemoryMarshal.Cast<byte, float>(_states[note.Place].State!.Values);
        return values.Length == query.Values.Length ? TensorPrimitives.Dot(values, query.Values) : null;
    }

    /// <summary>Keeps the vector of a note.</summary>
    public async Task KeepAsync(StoredNote note, NoteVector vector)
    {
        var place = note.Place;
        using var turn = await _gate.EnterAsync(place.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (IsKnown(note, vector.Model))
        {
            return;
        }

        var known = _states.TryGetValue(place, out var read) ? read : await store.ReadVectorAsync(place);
        var state = new GrainState<VectorRecord>(
            known.State! with { ETag = vector.ETag, Model = vector.Model, Values = MemoryMarshal.AsBytes<float>(vector.Values).ToArray() }, known.ETag)
        {
            RecordExists = known.RecordExists,
        };
        await store.WriteVectorAsync(place, state);
        _states[place] = state;
    }
}
