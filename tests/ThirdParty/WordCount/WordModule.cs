using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Engines;

namespace ThirdParty.WordCount;

/// <summary>Found by a silo that lists this assembly under <c>Modules</c>.</summary>
public sealed class WordModule : IEngineModule
{
    /// <inheritdoc/>
    public void AddEngines(IServiceCollection services) => services.AddEngine<WordCounter, CountWords, WordCounts>(WordCapabilities.Count);
}
