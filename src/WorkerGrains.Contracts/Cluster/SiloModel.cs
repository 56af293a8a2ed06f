namespace WorkerGrains.Contracts.Cluster;

/// <summary>A model on a silo.</summary>
/// <param name="Silo">The silo's name.</param>
/// <param name="Model">The model as the silo last reported it.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.SiloModel")]
public sealed record SiloModel([property: Id(0)] string Silo, [property: Id(1)] ModelStatus Model);
