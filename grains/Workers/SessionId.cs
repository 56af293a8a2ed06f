using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WorkerGrains.Grains.Workers;

/// <summary>Names a session to the cluster: the run of a silo that keeps it, and its id there. Every controller finds the silo from it and remembers nothing.</summary>
/// <param name="Silo">The key of the silo (<see cref="KeyOf"/>).</param>
/// <param name="Local">The id by which the silo's worker knows it.</param>
internal readonly record struct SessionId(ulong Silo, string Local)
{
    private const int SiloDigits = 16;

    /// <summary>A number for one run of a silo, which says nothing of its address.</summary>
    public static ulong KeyOf(SiloAddress silo) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(silo.ToParsableString())));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out SessionId id)
    {
        id = default;
        if (text.Length <= SiloDigits + 1 || text[SiloDigits] != '-' || !ulong.TryParse(text.AsSpan(0, SiloDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var silo))
        {
            return false;
        }

        id = new SessionId(silo, text[(SiloDigits + 1)..]);
        return true;
    }

    /// <summary>The id as callers have it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Silo:x16}-{Local}");
}
