using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Workers;

namespace WorkerGrains.Grains.Picture;

/// <summary>One line of a <see cref="SiloCard"/>: what a silo offers, and how it is doing with it.</summary>
/// <param name="Capability">The name of the capability.</param>
/// <param name="Version">The version of its contract.</param>
/// <param name="Readiness">Whether it is served.</param>
/// <param name="Device">The device that its engine computes on.</param>
/// <param name="Lanes">How many batches run at once.</param>
/// <param name="Load">How busy it is.</param>
/// <param name="IsAccelerated">Whether the device is an accelerator.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.OfferCard")]
internal sealed record OfferCard(
    [property: Id(0)] string Capability,
    [property: Id(1)] CapabilityVersion Version,
    [property: Id(2)] Readiness Readiness,
    [property: Id(3)] string Device,
    [property: Id(4)] int Lanes,
    [property: Id(5)] ReplicaLoad Load,
    [property: Id(6)] bool IsAccelerated);
