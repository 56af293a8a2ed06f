using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace WorkerGrains.Silo.Hosting;

/// <summary>What usually goes wrong when a silo starts, found before anything is loaded.</summary>
internal static class StartUpChecks
{
    public const string RedisUnreachable =
        "Redis cannot be reached. Start it, or say where it is with --Cluster:Redis=host:port; --Cluster:Store=Localhost with --State:Store=Sqlite needs no Redis.";

    /// <exception cref="StartUpException">Something is in the way.</exception>
    public static async Task RunAsync(ClusterOptions cluster, StateOptions state, string? urls)
    {
        var address = IPAddress.Parse(cluster.Address);
        RequireFree(address, cluster.SiloPort, "the silo port", "--Cluster:SiloPort");
        RequireFree(address, cluster.ClientPort, "the port for .NET clients", "--Cluster:ClientPort");
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var http = Microsoft.AspNetCore.Http.BindingAddress.Parse(url);
            RequireFree(IPAddress.TryParse(http.Host, out var ip) ? ip : IPAddress.Loopback, http.Port, "the HTTP port", "--urls");
        }

        if (cluster.Store == ClusterStore.Redis && state.Store == StateStore.Sqlite)
        {
            throw new StartUpException("Silos that find each other in Redis may be on several machines, and a SQLite file is one machine's. Leave out --State:Store.");
        }

        if (cluster.Store == ClusterStore.Redis || state.Store == StateStore.Redis)
        {
            await RequireRedisAsync(cluster.Redis);
        }
    }

    private static void RequireFree(IPAddress address, int port, string what, string option)
    {
        if (port == 0)
        {
            return;
        }

        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new StartUpException($"Port {port}, {what}, is taken, perhaps by another silo. Stop it, or choose another port with {option}.");
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            throw new StartUpException($"{address} is no address of this machine. Set --Cluster:Address to one that is.");
        }
    }

    private static async Task RequireRedisAsync(string configuration)
    {
        try
        {
            var options = ConfigurationOptions.Parse(configuration);
            options.AbortOnConnectFail = true;
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        }
        catch (RedisConnectionException)
        {
            throw new StartUpException(RedisUnreachable);
        }
    }
}
