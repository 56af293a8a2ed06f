using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Engines.Ocr;

/// <summary>Registers what engines that read images are made of.</summary>
internal static class OcrServiceCollectionExtensions
{
    /// <summary>Registers what decodes images and the options of the engine; the engine itself is registered by capability.</summary>
    public static IServiceCollection AddOcr(this IServiceCollection services)
    {
        services.AddImages();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TextRecognizerOptions>, TextRecognizerOptionsValidator>());
        services.AddOptions<TextRecognizerOptions>().BindConfiguration("Engines:document.ocr").ValidateOnStart();
        return services;
    }
}
