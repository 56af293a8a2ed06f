using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace WorkerGrains.Contracts;

/// <summary>The version of a capability's contract, as in Semantic Versioning 2.0.0 without labels.</summary>
/// <param name="Major">Changes when callers must change.</param>
/// <param name="Minor">Changes when something is added.</param>
/// <param name="Patch">Changes when answers get better and nothing else does.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.CapabilityVersion")]
public readonly record struct CapabilityVersion([property: Id(0)] int Major, [property: Id(1)] int Minor, [property: Id(2)] int Patch)
    : IComparable<CapabilityVersion>
{
    /// <summary>Reads <c>1</c>, <c>1.2</c> or <c>1.2.3</c>; what is left out is zero.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CapabilityVersion version)
    {
        version = default;
        if (text is null || text.Length > 32)
        {
            return false;
        }

        Span<int> numbers = stackalloc int[3];
        var count = 0;
        foreach (var part in text.AsSpan().Split('.'))
        {
            if (count == 3 || !TryParseNumber(text.AsSpan()[part], out numbers[count++]))
            {
                return false;
            }
        }

        version = new CapabilityVersion(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    /// <summary>Reads a version.</summary>
    /// <exception cref="FormatException">The text is no version.</exception>
    public static CapabilityVersion Parse(string text) =>
        TryParse(text, out var version) ? version : throw new FormatException("A version is one to three numbers with dots between, for example 1.2.0.");

    /// <summary>Whether an offer of this version serves a request for <paramref name="requested"/>: the same major, and not older.</summary>
    public bool Serves(CapabilityVersion requested) => Major == requested.Major && this >= requested;

    /// <inheritdoc/>
    public int CompareTo(CapabilityVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <summary>Whether <paramref name="left"/> is older.</summary>
    public static bool operator <(CapabilityVersion left, CapabilityVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is newer.</summary>
    public static bool operator >(CapabilityVersion left, CapabilityVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is not newer.</summary>
    public static bool operator <=(CapabilityVersion left, CapabilityVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is not older.</summary>
    public static bool operator >=(CapabilityVersion left, CapabilityVersion right) => left.CompareTo(right) >= 0;

    /// <summary>All three numbers: <c>1.2.0</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    // One spelling for each version, as in Semantic Versioning: no leading zeros. The parser itself would also let trailing NULs through.
    private static bool TryParseNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        return !text.ContainsAnyExceptInRange('0', '9')
            && (text.Length == 1 || !text.StartsWith('0'))
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
