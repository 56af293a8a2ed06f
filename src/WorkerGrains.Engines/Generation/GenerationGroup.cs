namespace WorkerGrains.Engines.Generation;

/// <summary>Texts that step together, whose rows are in one cache.</summary>
/// <remarks>Where the model takes one position for all its rows they are of the same length; where it has a mask, shorter ones are padded. Not thread-safe; the loop's own.</remarks>
internal sealed class GenerationGroup(KeyValueCache cache, List<TextUnderWay> texts) : IDisposable
{
    public KeyValueCache Cache { get; private set; } = cache;

    public List<TextUnderWay> Texts { get; private set; } = texts;

    /// <summary>Leaves out the texts that are over. False when none is left.</summary>
    public bool Trim()
    {
        if (Texts.TrueForAll(static text => !text.IsOver))
        {
            return true;
        }

        int[] left = [.. Enumerable.Range(0, Texts.Count).Where(row => !Texts[row].IsOver)];
        if (left.Length == 0)
        {
            return false;
        }

        Replace(KeyValueCache.Gather([.. left.Select(row => (Cache, row))]));
        Texts = [.. left.Select(row => Texts[row])];
        return true;
    }

    /// <summary>Takes each text apart into a group of its own.</summary>
    public IEnumerable<GenerationGroup> Split() =>
        Texts.Select((text, row) => new GenerationGroup(KeyValueCache.Gather([(Cache, row)]), [text]));

    /// <summary>Puts groups together, and disposes of them.</summary>
    public static GenerationGroup Join(IReadOnlyList<GenerationGroup> groups)
    {
        if (groups is [var only])
        {
            return only;
        }

        var joined = new GenerationGroup(
            KeyValueCache.Gather([.. groups.SelectMany(static group => Enumerable.Range(0, group.Texts.Count).Select(row => (group.Cache, row)))]),
            [.. groups.SelectMany(static group => group.Texts)]);
        foreach (var group in groups)
        {
            group.Dispose();
        }

        return joined;
    }

    /// <summary>Remembers what the last step made of it.</summary>
    public void Replace(KeyValueCache next)
    {
        Cache.Dispose();
        Cache = next;
    }

    public void Dispose() => Cache.Dispose();
}
