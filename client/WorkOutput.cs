using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Client;

/// <summary>An output, and what it took.</summary>
/// <param name="Value">The output.</param>
/// <param name="Timings">Where the time went, and who answered.</param>
/// <param name="Version">The version that answered.</param>
public sealed record WorkOutput<TOutput>(TOutput Value, WorkTimings Timings, CapabilityVersion? Version);
