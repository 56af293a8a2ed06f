using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Tables;

/// <summary>Registers the engines for tables and what they share.</summary>
internal static class TableServiceCollectionExtensions
{
    // A request is already as parallel as it may be, so what runs at once are requests of different callers.
    private const int Lanes = 2;

    /// <summary>Registers both engines; they share their processes.</summary>
    public static IServiceCollection AddTables(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TableOptions>, TableOptionsValidator>());
        services.AddOptions<TableOptions>().BindConfiguration("Tables").ValidateOnStart();
        services.TryAddSingleton<TableProcessPool>();
        return services
            .AddEngine<TableQueryEngine, QueryTable, TableResult>(TableCapabilities.Query, static options => (options.MaxBatchSize, options.Lanes, options.MaxQueueLength) = (1, Lanes, 64))
            .AddEngine<TableProfileEngine, ProfileTable, TableProfile>(TableCapabilities.Profile, static options => (options.MaxBatchSize, options.Lanes, options.MaxQueueLength) = (1, Lanes, 64));
    }
}
