using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Texts;

/// <summary>Registers what text engines are made of.</summary>
internal static class TextServiceCollectionExtensions
{
    /// <summary>Registers the model repository and the options of the text engines; the engines themselves are registered by capability.</summary>
    public static IServiceCollection AddTexts(this IServiceCollection services)
    {
        services.AddModels();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TextEmbedderOptions>, TextEmbedderOptionsValidator>());
        services.AddOptions<TextEmbedderOptions>().BindConfiguration("Engines:text.embed").ValidateOnStart();
        return services;
    }
}
