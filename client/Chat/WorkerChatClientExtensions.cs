using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace WorkerGrains.Client.Chat;

/// <summary>Gives applications that chat a client of the cluster.</summary>
public static class WorkerChatClientExtensions
{
    /// <summary>A chat client over this client's cluster.</summary>
    /// <param name="workers">The client of the cluster.</param>
    /// <param name="render">Writes a conversation as the model's prompt; <see cref="ChatPrompt"/> when left out.</param>
    public static IChatClient AsChatClient(this WorkerClient workers, Func<IReadOnlyList<ChatMessage>, string>? render = null) => new WorkerChatClient(workers, render);

    /// <summary>Registers an <see cref="IChatClient"/> over the <see cref="WorkerClient"/> of the services.</summary>
    /// <param name="services">The services, which also have a <see cref="WorkerClient"/>.</param>
    /// <param name="render">Writes a conversation as the model's prompt; <see cref="ChatPrompt"/> when left out.</param>
    public static IServiceCollection AddWorkerChatClient(this IServiceCollection services, Func<IReadOnlyList<ChatMessage>, string>? render = null)
    {
        services.TryAddSingleton<IChatClient>(provider => provider.GetRequiredService<WorkerClient>().AsChatClient(render));
        return services;
    }
}
