namespace WorkerGrains.Engines.Mail;

/// <summary>32-bit FNV-1a, in steps, so that hashing a word copies nothing.</summary>
internal static class FeatureHash
{
    private const uint Offset = 2_166_136_261;
    private const uint Prime = 16_777_619;

    /// <summary>The hash of characters in lower case, low byte of each first.</summary>
    public static uint Of(ReadOnlySpan<char> characters)
    {
        var hash = Offset;
        foreach (var character in characters)
        {
            var lower = char.ToLowerInvariant(character);
            hash = Add(Add(hash, (byte)lower), (byte)(lower >> 8));
        }

        return hash;
    }

    /// <summary>The hash of two hashes, one after the other.</summary>
    public static uint Of(uint first, uint second)
    {
        var hash = Offset;
        for (var shift = 0; shift < 32; shift += 8)
        {
            hash = Add(hash, (byte)(first >> shift));
        }

        for (var shift = 0; shift < 32; shift += 8)
        {
            hash = Add(hash, (byte)(second >> shift));
        }

        return hash;
    }

    /// <summary>Adds the kind, so that a word of the text is not a word of the subject.</summary>
    public static uint As(FeatureKind kind, uint hash) => Add(hash, (byte)kind);

    private static uint Add(uint hash, byte value) => (hash ^ value) * Prime;
}
