namespace WorkerGrains.Gateway.Catalog;

/// <summary>How fast a capability means to be.</summary>
/// <param name="Share">The share of requests, above 0 and below 1.</param>
/// <param name="LatencyMs">Within how many milliseconds they are answered.</param>
internal sealed record ObjectiveView(double Share, double LatencyMs);
