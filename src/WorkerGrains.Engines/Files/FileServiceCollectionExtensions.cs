using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Files;

/// <summary>Registers what engines of files are made of.</summary>
internal static class FileServiceCollectionExtensions
{
    /// <summary>Registers the model repository and the options of the engines of files; the engines themselves are registered by capability.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddModels();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FileIdentifierOptions>, FileIdentifierOptionsValidator>());
        services.AddOptions<FileIdentifierOptions>().BindConfiguration("Engines:file.identify").ValidateOnStart();
        return services;
    }
}
