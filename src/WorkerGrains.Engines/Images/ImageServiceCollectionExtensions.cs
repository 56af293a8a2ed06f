using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Images;

/// <summary>Registers what image engines are made of.</summary>
internal static class ImageServiceCollectionExtensions
{
    /// <summary>Registers the decoder, the model repository and the options of the image engines; the engines themselves are registered by capability.</summary>
    public static IServiceCollection AddImages(this IServiceCollection services)
    {
        services.AddModels();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ImageOptions>, ImageOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ImageClassifierOptions>, ImageClassifierOptionsValidator>());
        services.AddOptions<ImageOptions>().BindConfiguration("Images").ValidateOnStart();
        services.AddOptions<ImageClassifierOptions>().BindConfiguration("Engines:image.classify").ValidateOnStart();
        services.TryAddSingleton<ImageDecoder>();
        return services;
    }
}
