using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Services;
using WorkerGrains.Contracts;

namespace WorkerGrains.Grains.Picture;

/// <summary>The counter of a silo at which others leave their cards.</summary>
[GrainInterfaceType("cards"), Alias("WorkerGrains.ICardService")]
internal interface ICardService : IGrainService
{
    /// <summary>Takes a card.</summary>
    [Alias("Report"), OneWay]
    Task ReportAsync(SiloCard card);

    /// <summary>The contracts of all that this silo offers. They do not change while it runs.</summary>
    [Alias("GetContracts")]
    Task<ImmutableArray<CapabilityDescriptor>> GetContractsAsync();
}
