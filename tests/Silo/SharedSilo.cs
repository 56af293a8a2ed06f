using WorkerGrains.Client;
using WorkerGrains.Tests.Silo;

[assembly: AssemblyFixture(typeof(SharedSiloEnd))]

namespace WorkerGrains.Tests.Silo;

/// <summary>One <see cref="ServedSilo"/> for all classes that only send requests, started by the first of them. Who looks at the process itself has one of its own.</summary>
public sealed class SharedSilo : IAsyncLifetime
{
    private static readonly Lazy<Task<ServedSilo>> s_started = new(StartAsync);
    private ServedSilo? _silo;

    /// <inheritdoc cref="ServedSilo.Http"/>
    public HttpClient Http => _silo!.Http;

    /// <inheritdoc cref="ServedSilo.Client"/>
    public WorkerClient Client => _silo!.Client;

    internal IGrainFactory Grains => _silo!.Grains;

    internal SiloProcess Silo => _silo!.Silo;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _silo = await s_started.Value;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static async ValueTask StopAsync()
    {
        if (s_started.IsValueCreated && s_started.Value.IsCompletedSuccessfully)
        {
            await (await s_started.Value).DisposeAsync();
        }
    }

    private static async Task<ServedSilo> StartAsync()
    {
        var silo = new ServedSilo();
        await silo.InitializeAsync();
        return silo;
    }
}

/// <summary>Stops the shared silo after the last test.</summary>
public sealed class SharedSiloEnd : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => SharedSilo.StopAsync();
}
