using System.Collections.Frozen;
using WorkerGrains.Contracts;
using WorkerGrains.Engines;

namespace WorkerGrains.Grains.Workers;

/// <summary>The workers of this silo.</summary>
internal sealed class WorkerCatalog(WorkHandlerCatalog handlers, ILocalSiloDetails local)
{
    private readonly FrozenDictionary<(string, CapabilityVersion), Worker> _workers = handlers.Handlers.ToFrozenDictionary(
        static handler => (handler.Capability.Name, handler.Capability.Version), handler => new Worker(handler, SessionId.KeyOf(local.SiloAddress)));

    /// <summary>The worker of a capability, or <see langword="null"/> when this silo does not offer it.</summary>
    public Worker? Find(string name, CapabilityVersion version) => _workers.GetValueOrDefault((name, version));
}
