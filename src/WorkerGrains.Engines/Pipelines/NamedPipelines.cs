using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>The pipelines that have names, as they were at start.</summary>
internal sealed class NamedPipelines(IOptions<PipelineOptions> options)
{
    private readonly IReadOnlyDictionary<string, PipelineDefinition> _pipelines = PipelineFolder.Read(options.Value).Pipelines;

    /// <summary>Their names, in order.</summary>
    public IEnumerable<string> Names => _pipelines.Keys.Order(StringComparer.Ordinal);

    public PipelineDefinition? Find(string name) => _pipelines.GetValueOrDefault(name);
}
