using System.Collections.Frozen;
using WorkerGrains.Contracts;

namespace WorkerGrains.Engines;

/// <summary>The capabilities that this silo offers.</summary>
public sealed class WorkHandlerCatalog(IEnumerable<IWorkHandler> handlers)
{
    private readonly FrozenDictionary<(string, CapabilityVersion), IWorkHandler> _handlers =
        handlers.ToFrozenDictionary(static handler => (handler.Capability.Name, handler.Capability.Version));

    /// <summary>All of them.</summary>
    public IReadOnlyList<IWorkHandler> Handlers => _handlers.Values;

    /// <summary>The handler of a capability, or <see langword="null"/> when this silo does not offer it.</summary>
    public IWorkHandler? Find(string name, CapabilityVersion version) => _handlers.GetValueOrDefault((name, version));
}
