using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models.Ledgers;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Models;

/// <summary>Registers the model repository.</summary>
internal static class ModelServiceCollectionExtensions
{
    /// <summary>Registers the model repository and its options. May be called by every engine that needs it.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ModelRepositoryOptions>, ModelRepositoryOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OnnxOptions>, OnnxOptionsValidator>());
        services.AddOptions<ModelRepositoryOptions>().BindConfiguration("Models").ValidateOnStart();
        services.AddOptions<OnnxOptions>().BindConfiguration("Onnx").ValidateOnStart();
        services.AddDevices();
        services.TryAddSingleton<OnnxAccelerator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelRuntime, OnnxRuntimeLoader>());
        services.TryAddSingleton<ModelLoader>();
        services.TryAddSingleton<LedgerInstruments>();
        services.TryAddSingleton(static provider =>
        {
            ProcessMemory.ReturnLargeBlocks();
            var devices = provider.GetRequiredService<DeviceCatalog>();
            return new MemoryLedgers(
                devices,
                provider.GetRequiredService<IOptions<ModelRepositoryOptions>>(),
                device => device.IsAccelerator ? devices.ReadMemoryUsed(device) : ProcessMemory.Resident(),
                provider.GetRequiredService<LedgerInstruments>());
        });
        services.TryAddSingleton<ModelRepository>();
        services.TryAddSingleton<IModelRepository>(static provider => provider.GetRequiredService<ModelRepository>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ModelWatcher>());
        return services;
    }
}
