namespace WorkerGrains.Contracts;

/// <summary>How fast a capability means to be: <paramref name="Share"/> of its requests within <paramref name="Latency"/>.</summary>
/// <param name="Share">A share of all requests, above 0 and below 1.</param>
/// <param name="Latency">From the controller taking the request to the answer.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.ServiceLevelObjective")]
public sealed record ServiceLevelObjective([property: Id(0)] double Share, [property: Id(1)] TimeSpan Latency);
