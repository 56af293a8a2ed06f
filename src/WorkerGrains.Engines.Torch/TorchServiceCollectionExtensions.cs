using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Torch;

/// <summary>Registers the runtime for TorchScript.</summary>
public static class TorchServiceCollectionExtensions
{
    /// <summary>Lets models be TorchScript modules, <c>model.pt</c>. libtorch is loaded with the first of them.</summary>
    public static IServiceCollection AddTorch(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TorchOptions>, TorchOptionsValidator>());
        services.AddOptions<TorchOptions>().BindConfiguration("Torch").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelRuntime, TorchRuntimeLoader>());
        return services;
    }
}
