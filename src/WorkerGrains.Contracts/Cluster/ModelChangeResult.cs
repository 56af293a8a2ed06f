using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Cluster;

/// <summary>What came of a change on one silo.</summary>
/// <param name="Silo">The silo's name.</param>
/// <param name="Model">How the model is doing there now; <see langword="null"/> when the silo has none of that name.</param>
/// <param name="Error">Why it was refused; <see langword="null"/> when it was done. What served before goes on serving.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.ModelChangeResult")]
public sealed record ModelChangeResult([property: Id(0)] string Silo, [property: Id(1)] ModelStatus? Model, [property: Id(2)] WorkError? Error);
