using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace WorkerGrains.Client.AI;

/// <summary>Offers <c>text.embed</c> of a cluster as an embedding generator of Microsoft.Extensions.AI.</summary>
public static class WorkerEmbeddingExtensions
{
    /// <summary>A generator over a client.</summary>
    /// <remarks>
    /// It honours the dimensions of its options; a model's id is checked against the one that answered. A failure is a <see cref="WorkException"/>.
    /// One text with nothing to read fails its call. The client is not disposed of with the generator.
    /// </remarks>
    /// <param name="workers">The client.</param>
    /// <param name="options">How each call to the cluster is made; an input of many texts takes several.</param>
    public static IEmbeddingGenerator<string, Embedding<float>> AsEmbeddingGenerator(this WorkerClient workers, WorkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(workers);

        return new WorkerEmbeddingGenerator(workers, options ?? new WorkOptions());
    }

    /// <summary>Adds a generator over the host's <see cref="WorkerClient"/>.</summary>
    /// <param name="services">The services of a host that has called <c>AddWorkerClient</c>.</param>
    /// <param name="options">How each call to the cluster is made.</param>
    public static IServiceCollection AddWorkerEmbeddingGenerator(this IServiceCollection services, WorkOptions? options = null)
    {
        services.TryAddSingleton(provider => provider.GetRequiredService<WorkerClient>().AsEmbeddingGenerator(options));
        services.TryAddSingleton<IEmbeddingGenerator>(static provider => provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
        return services;
    }
}
