using System.Text.Json;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Client;

/// <summary>An output, and what it took.</summary>
/// <param name="Value">The output.</param>
/// <param name="Timings">Where the time went, and who answered.</param>
/// <param name="Version">The version that answered.</param>
public sealed record WorkOutput<TOutput>(TOutput Value, WorkTimings Timings, CapabilityVersion? Version)
{
    /// <summary>The id of the session that the call was part of; <see langword="null"/> when it was none's, or has ended.</summary>
    public string? Session { get; init; }

    /// <exception cref="WorkException">The result is a failure.</exception>
    internal static WorkOutput<TOutput> Read(WorkResult result) => result.Error is { } error
        ? throw new WorkException(error, result.Timings)
        : new WorkOutput<TOutput>(JsonSerializer.Deserialize<TOutput>(result.Payload.Bytes.Span, ContractJson.Options)!, result.Timings, result.Version) { Session = result.Session };
}
