using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Inference;

/// <summary>Registers the models of the repository as a capability.</summary>
internal static class InferenceServiceCollectionExtensions
{
    /// <summary>Registers <c>model.infer</c>.</summary>
    public static IServiceCollection AddInference(this IServiceCollection services) => services
        .AddModels()
        .AddHandlerHost()
        .AddSingleton<IWorkHandler, InferenceHandler>();
}
