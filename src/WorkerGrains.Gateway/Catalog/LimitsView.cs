namespace WorkerGrains.Gateway.Catalog;

/// <summary>How large inputs and outputs may be, encoded.</summary>
internal sealed record LimitsView(int MaxInputBytes, int MaxOutputBytes);
