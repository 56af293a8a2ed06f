using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using WorkerGrains.Grains.Storage.Sqlite;

namespace WorkerGrains.Grains.Storage;

/// <summary>Chooses where the state of grains is kept.</summary>
public static class StateSiloBuilderExtensions
{
    /// <summary>How records are written and read in every store.</summary>
    public static IGrainStorageSerializer StateSerializer { get; } = new StateSerializer();

    /// <summary>Keeps state in a SQLite file of this machine, which all its silos of one cluster share.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="fileName">The name of the file unless the configuration says another: the cluster's.</param>
    public static ISiloBuilder UseSqliteState(this ISiloBuilder silo, string fileName)
    {
        silo.Services.AddOptions<SqliteStateOptions>().BindConfiguration("State:Sqlite").PostConfigure(options => options.FileName ??= fileName).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStateOptions>, SqliteStateOptionsValidator>());
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStateOptions>, SqliteFileValidator>());
        silo.Services.AddStateInstruments();
        silo.Services.AddGrainStorage(
            ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, static (services, _) => ActivatorUtilities.CreateInstance<SqliteGrainStorage>(services));
        return silo;
    }

    /// <summary>Measures the store of state that was chosen before.</summary>
    public static ISiloBuilder MeasureState(this ISiloBuilder silo)
    {
        var chosen = silo.Services.Last(static service => service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME));
        silo.Services.AddStateInstruments();
        silo.Services.Remove(chosen);
        silo.Services.AddKeyedSingleton<IGrainStorage>(
            ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
            (services, key) => new MeasuredGrainStorage((IGrainStorage)chosen.KeyedImplementationFactory!(services, key), services.GetRequiredService<StateInstruments>()));
        return silo;
    }

    private static void AddStateInstruments(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StateInstruments>();
    }
}
