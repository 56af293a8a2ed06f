using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Capabilities that make the cluster's own behaviour visible.</summary>
internal static class ClusterCapabilities
{
    /// <summary>Answers with the silo that answers, once the gate is open.</summary>
    public static readonly Capability<Where, SiloName> Where = new("test.where", "1.0.0");

    /// <summary>Waits at the gate, one at a time.</summary>
    public static readonly Capability<Hold, Held> Hold = new("test.hold", "1.2.0") { IsIdempotent = false };

    /// <summary>Answers with the bytes it was given, several times over.</summary>
    public static readonly Capability<Repeat, Repeated> Repeat = new("test.repeat", "1.0.0") { MaxInputBytes = 8 * 1024 * 1024 };
}

internal sealed record Where;

internal sealed record SiloName(string Name);

internal sealed record Hold;

internal sealed record Held;

internal sealed record Repeat
{
    [Body("application/x-test")]
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    [Range(1, 10)]
    public int Times { get; init; } = 1;
}

internal sealed record Repeated(ReadOnlyMemory<byte> Bytes, string Silo);
