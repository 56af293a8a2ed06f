using WorkerGrains.Client;

namespace WorkerGrains.Tests.Silo;

/// <summary>Silos in processes of their own that find each other in a Redis of the test's own, and a .NET client of them. Skips the test where Redis is not installed.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private readonly RedisServer _redis;
    private readonly SiloProcess[] _silos;
    private ConnectedClient? _client;

    private RedisCluster(RedisServer redis, SiloProcess[] silos) => (_redis, _silos) = (redis, silos);

    public IReadOnlyList<SiloProcess> Silos => _silos;

    public WorkerClient Client => _client!.Client;

    public static Task<RedisCluster> StartAsync(params string[] names) => StartAsync([.. names.Select(static name => (name, Array.Empty<string>()))]);

    /// <summary>Starts silos at the same time, each with arguments of its own beside those that make them a cluster, and waits until all know each other.</summary>
    public static async Task<RedisCluster> StartAsync(params (string Name, string[] Arguments)[] silos)
    {
        var redis = await RedisServer.StartAsync();
        var id = $"tests-{Guid.NewGuid():N}";
        string[] shared = ["--Cluster:Store=Redis", $"--Cluster:Redis={redis.Configuration}", $"--Cluster:Id={id}"];
        var cluster = new RedisCluster(redis, [.. silos.Select(silo => SiloProcess.Start(silo.Name, [.. shared, .. silo.Arguments]))]);
        try
        {
            await Task.WhenAll(cluster._silos.Select(static silo => silo.WaitUntilReadyAsync()));
            await cluster.WaitUntilWholeAsync();
            cluster._client = await ConnectedClient.ToAsync(options => (options.ClusterId, options.Redis) = (id, redis.Configuration));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every silo sees all.</summary>
    public async Task WaitUntilWholeAsync()
    {
        foreach (var silo in _silos)
        {
            await Eventually.TrueAsync(
                async () => (await silo.Http.GetStringAsync(new Uri("/v1/silos", UriKind.Relative), TestContext.Current.CancellationToken)).Split("\"address\"").Length - 1 == _silos.Length,
                $"{silo.Name} sees {_silos.Length} silos");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }
}
