using System.Collections.Immutable;
using WorkerGrains.Contracts.Payloads;

namespace WorkerGrains.Contracts.Work;

/// <summary>One unit of work for a named capability.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.WorkRequest")]
public sealed record WorkRequest
{
    /// <summary>The capability to run, for example <c>text.classify</c>.</summary>
    [Id(0)]
    public required string Capability { get; init; }

    /// <summary>The version asked for; <see langword="null"/> takes the newest.</summary>
    [Id(1)]
    public CapabilityVersion? Version { get; init; }

    /// <summary>The encoded input; <see cref="ContentType"/> says how.</summary>
    [Id(2)]
    public required Payload Payload { get; init; }

    /// <summary>The media type of <see cref="Payload"/>.</summary>
    [Id(3)]
    public string ContentType { get; init; } = MediaTypes.Json;

    /// <summary>The other members of the input when <see cref="Payload"/> is a raw body.</summary>
    [Id(4)]
    public ImmutableArray<WorkParameter> Parameters { get; init; } = [];

    /// <summary>How long the answer may take from now; <see langword="null"/> takes the capability's default.</summary>
    /// <remarks>A span and not a time of day: clocks of silos differ, and a hop takes less than they do.</remarks>
    [Id(5)]
    public TimeSpan? Timeout { get; init; }

    /// <summary>Names the call to a controller in another process, so that its caller can ask whether it is still under way; empty when nobody will ask.</summary>
    [Id(6)]
    public Guid CallId { get; init; }

    /// <summary>Whether it goes before others that wait at the same replica.</summary>
    [Id(7)]
    public WorkPriority Priority { get; init; }

    /// <summary>The session that it is part of; <see langword="null"/> for a request by itself.</summary>
    [Id(9)]
    public SessionUse? Session { get; init; }

    /// <summary>How many capabilities called one another until this request came; zero for one from outside. Set by the silos only.</summary>
    [Id(8)]
    public int CallDepth { get; init; }

    /// <summary>The model of the repository that is to do the work; <see langword="null"/> where the capability has one of its own.</summary>
    [Id(20)]
    public string? Model { get; init; }

    /// <summary>The model's version, by number or alias; <see langword="null"/> for the one that serves.</summary>
    [Id(21)]
    public string? ModelVersion { get; init; }

    /// <summary>One of the capability's media types for outputs (<see cref="CapabilityDescriptor.OutputMediaTypes"/>), for the output as it is; <see langword="null"/> for JSON.</summary>
    [Id(50)]
    public string? Accept { get; init; }

    /// <summary>What will do instead where the input asks for another form than <see cref="Accept"/>: more of these media types, best first, and JSON where that will.</summary>
    [Id(10)]
    public ImmutableArray<string> AcceptElse { get; init; } = [];
}
