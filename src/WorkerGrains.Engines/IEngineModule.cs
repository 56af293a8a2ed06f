using Microsoft.Extensions.DependencyInjection;

namespace WorkerGrains.Engines;

/// <summary>Capabilities that come in an assembly of their own.</summary>
/// <remarks>A silo finds the public modules of the assemblies that its configuration lists under <c>Modules</c>. A module has a public constructor without parameters.</remarks>
public interface IEngineModule
{
    /// <summary>Registers the module's engines, one <c>AddEngine</c> line each.</summary>
    void AddEngines(IServiceCollection services);
}
