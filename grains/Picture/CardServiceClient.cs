using Orleans.Runtime.Services;

namespace WorkerGrains.Grains.Picture;

/// <summary>Reaches the <see cref="ICardService"/> of a given silo.</summary>
internal sealed class CardServiceClient(IServiceProvider services) : GrainServiceClient<ICardService>(services)
{
    public ICardService Of(SiloAddress silo) => GetGrainService(silo);
}
