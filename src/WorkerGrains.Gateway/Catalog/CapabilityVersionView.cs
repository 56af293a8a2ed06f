using System.Collections.Immutable;
using System.Text.Json;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>One version of a capability: its contract, and how it is served now.</summary>
internal sealed record CapabilityVersionView
{
    public required string Version { get; init; }

    public required string Summary { get; init; }

    public required ImmutableArray<string> Tags { get; init; }

    /// <summary>JSON Schema (2020-12) of the input.</summary>
    public required JsonElement InputSchema { get; init; }

    /// <summary>JSON Schema (2020-12) of the output.</summary>
    public required JsonElement OutputSchema { get; init; }

    /// <summary>Whether it can answer with items while it runs.</summary>
    public required bool Streams { get; init; }

    /// <summary>JSON Schema (2020-12) of the items; null when it does not stream.</summary>
    public required JsonElement? ItemSchema { get; init; }

    /// <summary>The media types in which the input may be sent as it is instead of as JSON.</summary>
    public required ImmutableArray<string> BodyMediaTypes { get; init; }

    /// <summary>The member of the input that such a body is.</summary>
    public required string? BodyMember { get; init; }

    /// <summary>The media types in which the output can be had as it is instead of as JSON.</summary>
    public required ImmutableArray<string> OutputMediaTypes { get; init; }

    /// <summary>The headers that such an answer has beside those of every answer.</summary>
    public required ImmutableArray<OutputHeaderView> OutputHeaders { get; init; }

    public required ImmutableArray<ErrorView> Errors { get; init; }

    public required LimitsView Limits { get; init; }

    public required NeedsView Needs { get; init; }

    /// <summary>Whether a lost attempt may be repeated.</summary>
    public required bool Idempotent { get; init; }

    /// <summary>Whether requests may be parts of a session.</summary>
    public required bool Sessions { get; init; }

    /// <summary>How long a request may take that says nothing itself.</summary>
    public required double DefaultDeadlineMs { get; init; }

    public required ObjectiveView? Objective { get; init; }

    public required ReadinessView Readiness { get; init; }

    public required ImmutableArray<ReplicaView> Replicas { get; init; }

    public static CapabilityVersionView Of(CapabilityStatus status)
    {
        var contract = status.Descriptor;
        return new()
        {
            Version = contract.Version.ToString(),
            Summary = contract.Summary,
            Tags = contract.Tags,
            InputSchema = JsonElement.Parse(contract.InputSchema),
            OutputSchema = JsonElement.Parse(contract.OutputSchema),
            Streams = contract.IsStreamed,
            ItemSchema = contract.ItemSchema is { } item ? JsonElement.Parse(item) : null,
            BodyMediaTypes = contract.BodyMediaTypes,
            BodyMember = contract.BodyMember,
            OutputMediaTypes = contract.OutputMediaTypes,
            OutputHeaders = [.. contract.OutputHeaders.Select(OutputHeaderView.Of)],
            Errors = [.. contract.Errors.Select(ErrorView.Of)],
            Limits = new LimitsView(contract.MaxInputBytes, contract.MaxOutputBytes, contract.MaxStreamedBytes > 0 ? contract.MaxStreamedBytes : null),
            Needs = NeedsView.Of(contract.Needs),
            Idempotent = contract.IsIdempotent,
            Sessions = contract.TakesSessions,
            DefaultDeadlineMs = contract.DefaultDeadline.TotalMilliseconds,
            Objective = contract.Objective is { } objective ? new ObjectiveView(objective.Share, objective.Latency.TotalMilliseconds) : null,
            Readiness = ReadinessView.Of(status),
            Replicas = [.. status.Replicas.Select(ReplicaView.Of)],
        };
    }
}
