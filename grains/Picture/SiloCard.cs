using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Grains.Picture;

/// <summary>What a silo tells the others about itself, about once a second.</summary>
/// <param name="Silo">Which run of which silo.</param>
/// <param name="Name">The name it was given.</param>
/// <param name="Sequence">Counts up, so that a card overtaken by a newer one is dropped.</param>
/// <param name="IsDraining">Whether it takes nothing new.</param>
/// <param name="Offers">Its capabilities.</param>
/// <param name="Devices">What it computes on, and how that is doing.</param>
/// <param name="Models">The models of its repository.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.SiloCard")]
internal sealed record SiloCard(
    [property: Id(0)] SiloAddress Silo,
    [property: Id(1)] string Name,
    [property: Id(2)] long Sequence,
    [property: Id(3)] bool IsDraining,
    [property: Id(4)] ImmutableArray<OfferCard> Offers,
    [property: Id(5)] ImmutableArray<DeviceStatus> Devices,
    [property: Id(6)] ImmutableArray<ModelStatus> Models);
