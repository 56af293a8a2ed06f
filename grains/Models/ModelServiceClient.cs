using Orleans.Runtime.Services;

namespace WorkerGrains.Grains.Models;

/// <summary>Reaches the <see cref="IModelService"/> of a given silo.</summary>
internal sealed class ModelServiceClient(IServiceProvider services) : GrainServiceClient<IModelService>(services)
{
    public IModelService Of(SiloAddress silo) => GetGrainService(silo);
}
