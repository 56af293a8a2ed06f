using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Engines.Pipelines;

namespace WorkerGrains.Tests.Cluster;

/// <summary>A cluster whose silos have all engines of the product and a folder of pipelines, which may be small only.</summary>
public sealed class PipelineCluster : SharedCluster
{
    /// <summary>The pipeline of the folder, by its name.</summary>
    internal const string Named = "shout";

    private readonly TemporaryFolder _folder = new();

    /// <inheritdoc/>
    protected override bool HasAllEngines => true;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, $"{Named}.json"),
            """{ "steps": [{ "id": "a", "capability": "example.greet", "input": { "message": { "$ref": "/input" }, "uppercase": true } }], "output": { "$ref": "/steps/a/message" } }""");
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    /// <inheritdoc/>
    protected override void Configure(string silo, IServiceCollection services) =>
        services.Configure<PipelineOptions>(options => (options.Path, options.MaxEntries, options.MaxHeldBytes) = (_folder.Path, 5, 2000));
}
