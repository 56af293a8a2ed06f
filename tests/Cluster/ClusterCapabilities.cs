using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;

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

    /// <summary>Counts from one on, a number an item, as far and as well as it is told.</summary>
    public static readonly StreamedCapability<Count, Counted, CountEnd> Count = new("test.count", "1.1.0")
    {
        Errors = [new CapabilityError("count.unlucky", WorkErrorCode.InvalidInput, "The number is unlucky. Count less far.")],
    };

    /// <summary>Calls another of these, or itself.</summary>
    public static readonly Capability<Relay, Relayed> Relay = new("test.relay", "1.0.0") { CallsOthers = true };

    /// <summary>Calls <see cref="Count"/> and gives on what that gives.</summary>
    public static readonly StreamedCapability<Count, Counted, CountEnd> RelayedCount = new("test.relayed_count", "1.0.0") { CallsOthers = true };

    /// <summary>Offered by no silo.</summary>
    public static readonly Capability<Where, SiloName> Nobody = new("test.nobody", "1.0.0");
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

internal sealed record Count
{
    [Range(0, 1_000_000)]
    public required int To { get; init; }

    /// <summary>Waits at the gate before this number.</summary>
    public int HoldAt { get; init; }

    /// <summary>Answers with an error instead of this number.</summary>
    public int UnluckyAt { get; init; }

    /// <summary>Throws instead of this number.</summary>
    public int BreakAt { get; init; }

    /// <summary>Beside each number.</summary>
    public int PaddingBytes { get; init; }
}

internal sealed record Counted
{
    [Range(1, int.MaxValue)]
    public required int Number { get; init; }

    public required string Silo { get; init; }

    public string Padding { get; init; } = "";
}

internal sealed record Relay
{
    /// <summary>How often it calls itself first.</summary>
    public int Times { get; init; }

    /// <summary>Whom it calls in the end.</summary>
    public required string To { get; init; }
}

internal sealed record Relayed(int Answers);

internal sealed record CountEnd(int Total, string Silo);
