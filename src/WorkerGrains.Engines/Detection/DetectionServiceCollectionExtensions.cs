using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Engines.Detection;

/// <summary>Registers what engines that find objects are made of.</summary>
internal static class DetectionServiceCollectionExtensions
{
    /// <summary>Registers what reads images and the options of the detector; the engine itself is registered by capability.</summary>
    public static IServiceCollection AddDetection(this IServiceCollection services)
    {
        services.AddImages();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ObjectDetectorOptions>, ObjectDetectorOptionsValidator>());
        services.AddOptions<ObjectDetectorOptions>().BindConfiguration("Engines:image.detect").ValidateOnStart();
        return services;
    }
}
