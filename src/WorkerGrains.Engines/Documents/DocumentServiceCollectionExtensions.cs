using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Files;
using WorkerGrains.Engines.Programs;

namespace WorkerGrains.Engines.Documents;

/// <summary>Registers what the engines for documents are made of.</summary>
internal static class DocumentServiceCollectionExtensions
{
    /// <summary>Registers the options and what runs programs; the engines themselves are registered by capability.</summary>
    public static IServiceCollection AddDocuments(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DocumentOptions>, DocumentOptionsValidator>());
        services.AddOptions<DocumentOptions>().BindConfiguration(DocumentOptions.Section).ValidateOnStart();
        services.TryAddSingleton<ProgramInstruments>();
        services.TryAddSingleton<ProgramRunner>();
        services.TryAddSingleton(static provider => new FormatFinder(provider.GetService<FileIdentifier>()));
        return services;
    }
}
