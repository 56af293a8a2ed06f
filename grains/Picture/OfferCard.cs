using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Workers;

namespace WorkerGrains.Grains.Picture;

/// <summary>One line of a <see cref="SiloCard"/>: what a silo offers, and how it is doing with it.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.OfferCard")]
internal sealed record OfferCard(
    [property: Id(0)] string Capability,
    [property: Id(1)] CapabilityVersion Version,
    [property: Id(2)] Readiness Readiness,
    [property: Id(3)] string Device,
    [property: Id(4)] int Lanes,
    [property: Id(5)] ReplicaLoad Load);
