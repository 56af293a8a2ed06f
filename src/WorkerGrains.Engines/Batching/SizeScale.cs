using System.Numerics;

namespace WorkerGrains.Engines.Batching;

/// <summary>Sorts sizes into classes, eight to each doubling: sizes of one class differ by less than an eighth.</summary>
internal static class SizeScale
{
    /// <summary>How many classes there are.</summary>
    public const int Classes = 256;

    private const int BitsKept = 3;

    /// <summary>The class of a size of at least 1; larger sizes have the same or a higher one.</summary>
    public static int ClassOf(int size)
    {
        // The highest bit says how many doublings, the three bits below it where between two of them: the layout of a small float.
        var shift = Math.Max(BitOperations.Log2((uint)size) - BitsKept, 0);
        return (shift << BitsKept) + (size >> shift);
    }
}
