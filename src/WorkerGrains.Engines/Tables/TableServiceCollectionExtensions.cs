using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Tables;

/// <summary>Registers what table engines are made of.</summary>
internal static class TableServiceCollectionExtensions
{
    /// <summary>Registers the processes that the table engines share, and their options; the engines themselves are registered by capability.</summary>
    public static IServiceCollection AddTables(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TableOptions>, TableOptionsValidator>());
        services.AddOptions<TableOptions>().BindConfiguration("Tables").ValidateOnStart();
        services.TryAddSingleton<TableProcessPool>();
        return services;
    }
}
