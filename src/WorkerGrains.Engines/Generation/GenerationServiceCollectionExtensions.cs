using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Generation;

/// <summary>Registers what the engines of language models are made of.</summary>
internal static class GenerationServiceCollectionExtensions
{
    public static IServiceCollection AddGeneration(this IServiceCollection services)
    {
        services.AddModels();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TextGeneratorOptions>, TextGeneratorOptionsValidator>());
        services.AddOptions<TextGeneratorOptions>().BindConfiguration("Engines:text.generate").ValidateOnStart();
        return services;
    }
}
