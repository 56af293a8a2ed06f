using WorkerGrains.Contracts;

namespace WorkerGrains.Grains.Workers;

/// <summary>Names one replica: a version of a capability on one run of one silo.</summary>
internal readonly record struct ReplicaId(string Capability, CapabilityVersion Version, SiloAddress Silo)
{
    /// <summary>Reads a grain key that <see cref="ToString"/> made.</summary>
    /// <exception cref="FormatException">The key is of another kind.</exception>
    public static ReplicaId Parse(string key)
    {
        var parts = key.Split('/');
        return parts.Length == 3
            ? new ReplicaId(parts[0], CapabilityVersion.Parse(parts[1]), SiloAddress.FromParsableString(parts[2]))
            : throw new FormatException("A replica's key is capability/version/silo.");
    }

    /// <summary>The grain key of this replica.</summary>
    public override string ToString() => $"{Capability}/{Version}/{Silo.ToParsableString()}";
}
