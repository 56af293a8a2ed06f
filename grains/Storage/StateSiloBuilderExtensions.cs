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
        silo.Services.AddGrainStorage(
            ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, static (services, _) => ActivatorUtilities.CreateInstance<SqliteGrainStorage>(services));
        return silo;
    }
}
