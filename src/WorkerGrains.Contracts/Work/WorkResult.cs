using System.Collections.Immutable;
using WorkerGrains.Contracts.Payloads;

namespace WorkerGrains.Contracts.Work;

/// <summary>What came of one <see cref="WorkRequest"/>: an encoded output, or the reason there is none.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.WorkResult")]
public sealed record WorkResult
{
    /// <summary>The encoded output; empty when <see cref="Error"/> is set.</summary>
    [Id(0)]
    public Payload Payload { get; init; }

    /// <summary>The media type of <see cref="Payload"/>.</summary>
    [Id(1)]
    public string ContentType { get; init; } = MediaTypes.Json;

    /// <summary>Why the work failed, or <see langword="null"/> when it succeeded.</summary>
    [Id(2)]
    public WorkError? Error { get; init; }

    /// <summary>Where the time went.</summary>
    [Id(3)]
    public WorkTimings Timings { get; init; }

    /// <summary>The version that answered; <see langword="null"/> when none did.</summary>
    [Id(4)]
    public CapabilityVersion? Version { get; init; }

    /// <summary>The id of the session that the request was part of; <see langword="null"/> when it was none's.</summary>
    [Id(5)]
    public string? Session { get; init; }

    /// <summary>What is said beside an output that comes as it is, by the names of <see cref="CapabilityDescriptor.OutputHeaders"/>.</summary>
    [Id(10)]
    public ImmutableArray<WorkParameter> OutputHeaders { get; init; } = [];

    /// <summary>Wraps an encoded output.</summary>
    public static WorkResult Success(ReadOnlyMemory<byte> payload) => new() { Payload = new Payload(payload) };

    /// <summary>Wraps a failure.</summary>
    public static WorkResult Failure(WorkError error) => new() { Error = error };

    /// <summary>Wraps a failure.</summary>
    public static WorkResult Failure(WorkErrorCode code, string message) => Failure(new WorkError(code, message));
}
