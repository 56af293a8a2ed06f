using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>Registers what the engine for pipelines is made of.</summary>
internal static class PipelineServiceCollectionExtensions
{
    /// <summary>Registers the options and the pipelines that have names; the engine itself is registered by capability.</summary>
    public static IServiceCollection AddPipelines(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PipelineOptions>, PipelineOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PipelineOptions>, PipelineFolder>());
        services.AddOptions<PipelineOptions>().BindConfiguration(PipelineOptions.Section).ValidateOnStart();
        services.TryAddSingleton<NamedPipelines>();
        services.TryAddSingleton<Func<IClusterPicture>>(static provider => provider.GetRequiredService<IClusterPicture>);
        return services;
    }
}
