using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Engines.Models;

/// <summary>What a stateful model carries over from one request of a session to the next: the section <c>sequence</c> of <c>model.json</c>.</summary>
internal sealed record SequenceSettings
{
    /// <summary>What it carries over.</summary>
    [Length(1, 64)]
    public required IReadOnlyList<SequenceStateSettings> States { get; init; }

    /// <summary>How long a session may be unused before it ends, in seconds. Longer spares slow callers a start from the beginning; each session keeps memory, and the model, so long.</summary>
    [Range(1, 86_400)]
    public int IdleSeconds { get; init; } = 60;

    /// <summary>The most sessions that a silo keeps for the model; beyond it new ones are refused as overloaded.</summary>
    [Range(1, 100_000)]
    public int MaxSessions { get; init; } = 1024;

    /// <summary>The most that one session may keep, in bytes. A request that would make it larger fails.</summary>
    [Range(1, 1024 * 1024 * 1024)]
    public int MaxStateBytes { get; init; } = 16 * 1024 * 1024;
}
