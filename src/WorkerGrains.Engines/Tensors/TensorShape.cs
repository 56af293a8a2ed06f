namespace WorkerGrains.Engines.Tensors;

/// <summary>Compares shapes in which -1 stands for any length.</summary>
internal static class TensorShape
{
    /// <summary>Whether both can be the shape of one tensor.</summary>
    public static bool Fit(IReadOnlyList<long> one, ReadOnlySpan<long> other)
    {
        if (one.Count != other.Length)
        {
            return false;
        }

        for (var i = 0; i < other.Length; i++)
        {
            if (one[i] != other[i] && one[i] != -1 && other[i] != -1)
            {
                return false;
            }
        }

        return true;
    }
}
