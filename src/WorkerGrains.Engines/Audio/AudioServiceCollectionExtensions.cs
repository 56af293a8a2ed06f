using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Audio;

/// <summary>Registers what engines that hear are made of.</summary>
internal static class AudioServiceCollectionExtensions
{
    /// <summary>Registers the model repository and the options of the engines that hear; the engines themselves are registered by capability.</summary>
    public static IServiceCollection AddAudio(this IServiceCollection services)
    {
        services.AddModels();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SpeechDetectorOptions>, SpeechDetectorOptionsValidator>());
        services.AddOptions<SpeechDetectorOptions>().BindConfiguration("Engines:audio.detect_speech").ValidateOnStart();
        return services;
    }
}
