using System.Net;
using System.Net.Sockets;

namespace WorkerGrains.Tests.Silo;

/// <summary>Ports that nobody listens on.</summary>
internal static class Ports
{
    public static int[] Free(int count)
    {
        // All are held until all are known, so that none is given twice.
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        Array.ForEach(listeners, static listener => listener.Start());
        var ports = Array.ConvertAll(listeners, static listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        Array.ForEach(listeners, static listener => listener.Dispose());
        return ports;
    }
}
