using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using WorkerGrains.Contracts;
using WorkerGrains.Engines;

namespace WorkerGrains.Grains.Picture;

/// <inheritdoc cref="ICardService"/>
[Reentrant]
internal sealed class CardService : GrainService, ICardService
{
    private readonly ClusterPicture _picture;
    private readonly ImmutableArray<CapabilityDescriptor> _contracts;

    public CardService(GrainId id, Silo silo, ILoggerFactory loggers, ClusterPicture picture, WorkHandlerCatalog handlers)
        : base(id, silo, loggers)
    {
        _picture = picture;
        _contracts = [.. handlers.Handlers.Select(static handler => handler.Capability)];
    }

    public async Task ReportAsync(SiloCard card)
    {
        if (!_picture.TryUpdate(card))
        {
            _picture.Introduce(card, await _picture.GetContractsAsync(card.Silo));
        }
    }

    public Task<ImmutableArray<CapabilityDescriptor>> GetContractsAsync() => Task.FromResult(_contracts);
}
