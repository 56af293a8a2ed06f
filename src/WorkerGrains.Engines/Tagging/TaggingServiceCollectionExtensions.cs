using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Tagging;

/// <summary>Registers what the engine for tags is made of.</summary>
internal static class TaggingServiceCollectionExtensions
{
    /// <summary>Registers the options and the schemas; the engine itself is registered by capability.</summary>
    public static IServiceCollection AddTagging(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TextTaggerOptions>, TextTaggerOptionsValidator>());
        services.AddOptions<TextTaggerOptions>().BindConfiguration($"Engines:{TextCapabilities.Tag.Name}").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<TagSchemas>, TagSchemas.Reader>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TagSchemas>, TagSchemas.Reader>());
        services.AddOptions<TagSchemas>().ValidateOnStart();
        services.TryAddSingleton<LabelMemory>();
        services.TryAddSingleton<TagEmbedder>();
        return services;
    }
}
