using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tables;

namespace WorkerGrains.Engines.Prediction;

/// <summary>Registers predictions from tables as a capability.</summary>
internal static class PredictionServiceCollectionExtensions
{
    /// <summary>Registers <c>table.predict</c>.</summary>
    /// <param name="services">The services of a silo.</param>
    /// <param name="configure">How many tables run and wait at once.</param>
    public static IServiceCollection AddPrediction(this IServiceCollection services, Action<BatchingOptions> configure)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PredictionOptions>, PredictionOptionsValidator>());
        services.AddOptions<PredictionOptions>().BindConfiguration("Prediction").ValidateOnStart();
        return services
            .AddModels()
            .AddTables()
            .AddBatching(TableCapabilities.Predict, configure)
            .AddHandlerHost()
            .AddSingleton<IWorkHandler, PredictionHandler>();
    }
}
