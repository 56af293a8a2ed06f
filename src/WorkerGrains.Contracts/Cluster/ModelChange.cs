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

    /// <summary>The version to which a silo that follows the change later is to go back when it is told to roll back. Of what an operator asks it is not read.</summary>
    [Id(31)]
    public int? Previous { get; init; }
}
