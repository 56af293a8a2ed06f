using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Grains.Notes.Search;

/// <summary>Finds the notes of a collection.</summary>
/// <remarks>For one grain: not thread-safe.</remarks>
internal sealed class NoteSearchIndex(NoteStore store)
{
    /// <summary>Models stop reading long before.</summary>
    private const int MaxEmbeddedCharacters = 4096;

    private readonly WordIndex<StoredNote> _words = new();
    private readonly NoteVectors _vectors = new(store);

    public void Add(StoredNote note) => _words.Add(note, WordsOf(note.Current.Title, note.Current.Text));

    public void Remove(StoredNote note, Records.VersionRecord version) => _words.Remove(note, WordsOf(version.Title, version.Text));

    public NotesReply<NoteSearch> ByWords(SearchNotes search)
    {
        var words = NoteWords.Read(search.Query).Distinct().ToArray();
        return words.Length == 0 ? NotesErrors.QueryEmpty
            : new NoteSearch { Hits = Best(_words.Score(words).Select(static found => (found.Key, found.Value)), search, words) };
    }

    public async Task<NoteSearch> ByVectorAsync(Dictionary<string, StoredNote> notes, SearchNotes search, NoteVector query)
    {
        await _vectors.LoadAsync(notes.Values);
        var found = notes.Values
            .Where(static note => !note.IsDeleted)
            .Select(note => (note, Score: _vectors.Compare(note, query)))
            .Where(static found => found.Score is not null)
            .Select(static found => (found.note, found.Score!.Value));
        return new NoteSearch { Hits = Best(found, search, []), Model = query.Model };
    }

    public async Task<NoteText[]> ListUnembeddedAsync(Dictionary<string, StoredNote> notes, string model, int limit)
    {
        await _vectors.LoadAsync(notes.Values);
        return notes.Values
            .Where(note => !note.IsDeleted && !_vectors.IsKnown(note, model))
            .Take(limit)
            .Select(static note => new NoteText(note.Record.Id, note.Current.ETag, Cut(note.Current.Title is { } title ? $"{title}\n{note.Current.Text}" : note.Current.Text)))
            .ToArray();
    }

    public async Task<int> KeepVectorsAsync(Dictionary<string, StoredNote> notes, IReadOnlyList<NoteVector> vectors)
    {
        var kept = vectors
            .Select(vector => (Vector: vector, Note: notes.GetValueOrDefault(vector.Id)))
            .Where(static pair => pair.Note?.Current.ETag == pair.Vector.ETag)
            .ToArray();
        await Task.WhenAll(kept.Select(pair => _vectors.KeepAsync(pair.Note!, pair.Vector)));
        return kept.Length;
    }

    // Equal scores in the order of ids, so that the same search gives the same answer.
    private static NoteHit[] Best(IEnumerable<(StoredNote Note, double Score)> found, SearchNotes search, string[] words) => found
        .Where(found => found.Note.Has(search.Tag))
        .OrderByDescending(static found => found.Score)
        .ThenBy(static found => found.Note.Record.Id, StringComparer.Ordinal)
        .Take(search.Limit)
        .Select(found => found.Note.ToHit(found.Score, Snippet.Of(found.Note.Current.Text, words)))
        .ToArray();

    private static IEnumerable<string> WordsOf(string? title, string text) => NoteWords.Read(title ?? "").Concat(NoteWords.Read(text));

    private static string Cut(string text) => text.Length <= MaxEmbeddedCharacters ? text
        : text[..(char.IsHighSurrogate(text[MaxEmbeddedCharacters - 1]) ? MaxEmbeddedCharacters - 1 : MaxEmbeddedCharacters)];
}
