namespace WorkerGrains.Contracts.Cluster;

/// <summary>A change to a model, on all silos that have it. It stays when they start again, where the cluster keeps state.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Action">What is done.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.ModelChange")]
public sealed record ModelChange([property: Id(0)] string Model, [property: Id(1)] ModelAction Action)
{
    /// <summary>The version to load, <see langword="null"/> for what the model's policy says; or the one that the alias is to stand for.</summary>
    [Id(2)]
    public int? Version { get; init; }

    /// <summary>The name of the one silo to change; <see langword="null"/> for all. Aliases are those of all silos.</summary>
    [Id(3)]
    public string? Silo { get; init; }

    /// <summary>The name that a version gets or loses.</summary>
    [Id(30)]
    public string? Alias { get; init; }
}
