using System.Collections.Immutable;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts;

/// <summary>A capability's contract in the form that travels between silos and is shown to callers.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.CapabilityDescriptor")]
public sealed record CapabilityDescriptor
{
    /// <inheritdoc cref="Capability.Name"/>
    [Id(0)]
    public required string Name { get; init; }

    /// <inheritdoc cref="Capability.Version"/>
    [Id(1)]
    public required CapabilityVersion Version { get; init; }

    /// <inheritdoc cref="Capability.Summary"/>
    [Id(2)]
    public string Summary { get; init; } = "";

    /// <summary>Every failure it can answer with, those that all capabilities have included.</summary>
    [Id(3)]
    public ImmutableArray<CapabilityError> Errors { get; init; } = [];

    /// <inheritdoc cref="Capability.Tags"/>
    [Id(4)]
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <inheritdoc cref="Capability.Needs"/>
    [Id(5)]
    public CapabilityNeeds Needs { get; init; } = CapabilityNeeds.Nothing;

    /// <inheritdoc cref="Capability.IsIdempotent"/>
    [Id(6)]
    public bool IsIdempotent { get; init; }

    /// <inheritdoc cref="Capability.DefaultDeadline"/>
    [Id(7)]
    public TimeSpan DefaultDeadline { get; init; }

    /// <inheritdoc cref="Capability.MaxInputBytes"/>
    [Id(8)]
    public int MaxInputBytes { get; init; }

    /// <inheritdoc cref="Capability.MaxOutputBytes"/>
    [Id(9)]
    public int MaxOutputBytes { get; init; }

    /// <inheritdoc cref="Capability.Objective"/>
    [Id(10)]
    public ServiceLevelObjective? Objective { get; init; }

    /// <summary>The media types in which the input may be sent as it is instead of as JSON.</summary>
    [Id(11)]
    public ImmutableArray<string> BodyMediaTypes { get; init; } = [];

    /// <summary>JSON Schema (2020-12) of the input.</summary>
    [Id(12)]
    public required string InputSchema { get; init; }

    /// <summary>JSON Schema (2020-12) of the output.</summary>
    [Id(13)]
    public required string OutputSchema { get; init; }

    /// <summary>JSON Schema (2020-12) of the items of its streams; <see langword="null"/> when it does not stream.</summary>
    [Id(14)]
    public string? ItemSchema { get; init; }

    /// <summary>Whether it can answer with items while it runs.</summary>
    public bool IsStreamed => ItemSchema is not null;

    /// <summary>What answers that are an output as it is say in headers beside it.</summary>
    [Id(15)]
    public ImmutableArray<OutputHeader> OutputHeaders { get; init; } = [];

    /// <summary>The member of the input that may be sent as it is; <see langword="null"/> when only JSON will do.</summary>
    [Id(16)]
    public string? BodyMember { get; init; }

    /// <inheritdoc cref="Capability.TakesModel"/>
    [Id(20)]
    public bool TakesModel { get; init; }

    /// <inheritdoc cref="Capability.TakesSessions"/>
    [Id(21)]
    public bool TakesSessions { get; init; }

    /// <inheritdoc cref="Capability.MaxStreamedBytes"/>
    [Id(22)]
    public long MaxStreamedBytes { get; init; }

    /// <summary>The media types in which the output can be had as it is instead of as JSON.</summary>
    [Id(50)]
    public ImmutableArray<string> OutputMediaTypes { get; init; } = [];

    internal static ImmutableArray<CapabilityError> ErrorsOfEveryCapability { get; } =
    [
        Platform(WorkErrorCode.InvalidInput, "The input is malformed or outside the limits of its schema. Change the input."),
        Platform(WorkErrorCode.UnknownVersion, "No compatible version is offered. Ask for one of those listed."),
        Platform(WorkErrorCode.PayloadTooLarge, "The input is larger than the limit. Send less."),
        Platform(WorkErrorCode.UnsupportedMediaType, "The body's media type is not taken. Send JSON or one of the media types listed."),
        Platform(WorkErrorCode.Overloaded, "The queue is full. Try again after the time given."),
        Platform(WorkErrorCode.DeadlineExceeded, "The deadline passed or cannot be met. Allow more time or try again later."),
        Platform(WorkErrorCode.NotReady, "The worker cannot serve yet; the message says why."),
        Platform(WorkErrorCode.Unavailable, "The worker did not answer. It may or may not have done the work."),
        Platform(WorkErrorCode.EngineFailed, "The engine failed on this input."),
    ];

    /// <summary>What capabilities answer beside these when their requests name a model.</summary>
    internal static CapabilityError UnknownModel { get; } =
        Platform(WorkErrorCode.UnknownModel, "No silo has the model, or not in this version. Ask for one of those listed at /v1/models.");

    /// <summary>What capabilities answer beside these when their requests may be parts of a session.</summary>
    internal static CapabilityError SessionLost { get; } =
        Platform(WorkErrorCode.SessionLost, "The session has ended: nobody used it for a while, or its silo left. Start a new one.");

    /// <summary>What capabilities answer beside these when they call others.</summary>
    internal static CapabilityError CallTooDeep { get; } =
        Platform(WorkErrorCode.CallTooDeep, "Capabilities called each other deeper than the cluster allows. Take the circle, or a step of the chain, out.");

    private static CapabilityError Platform(WorkErrorCode code, string description) => new(code.ToName(), code, description);
}
