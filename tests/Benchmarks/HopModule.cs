using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Examples;

namespace WorkerGrains.Benchmarks;

/// <summary>A capability that only the silos told to load this assembly offer, so that the others must send its requests on.</summary>
public sealed class HopModule : IEngineModule
{
    internal static readonly Capability<Greet, Greeting> Capability = new("benchmark.hop", "1.0.0");

    /// <inheritdoc/>
    public void AddEngines(IServiceCollection services) => services.AddInlineEngine<Greeter, Greet, Greeting>(Capability);
}
