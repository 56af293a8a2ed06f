using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Devices;

/// <summary>Registers the devices of a silo.</summary>
internal static class DeviceServiceCollectionExtensions
{
    /// <summary>Registers the catalog of devices. May be called by everything that needs it.</summary>
    public static IServiceCollection AddDevices(this IServiceCollection services)
    {
        // Binding a list a second time would add its items a second time.
        if (services.Any(static service => service.ServiceType == typeof(DeviceCatalog)))
        {
            return services;
        }

        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeviceOptions>, DeviceOptionsValidator>());
        services.AddOptions<DeviceOptions>().BindConfiguration("Devices").ValidateOnStart();
        services.TryAddSingleton<DeviceInstruments>();
        services.TryAddSingleton<IDeviceSource, NvmlDevices>();
        services.TryAddSingleton(static provider => new DeviceCatalog(
            provider.GetRequiredService<IDeviceSource>(),
            Build.HasCuda,
            provider.GetRequiredService<IOptions<DeviceOptions>>(),
            provider.GetRequiredService<DeviceInstruments>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DeviceCatalog>>()));
        return services;
    }
}
