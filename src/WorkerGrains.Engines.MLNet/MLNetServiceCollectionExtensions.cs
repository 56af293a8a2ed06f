using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.MLNet;

/// <summary>Registers the runtime for ML.NET.</summary>
public static class MLNetServiceCollectionExtensions
{
    /// <summary>Lets models be those that ML.NET saves, <c>model.zip</c>.</summary>
    public static IServiceCollection AddMLNet(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MLNetOptions>, MLNetOptionsValidator>());
        services.AddOptions<MLNetOptions>().BindConfiguration("MLNet").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelRuntime, MLNetRuntimeLoader>());
        return services;
    }
}
