using System.Net;
using System.Net.Sockets;

namespace WorkerGrains.Benchmarks.Processes;

internal static class FreePort
{
    /// <summary>Finds ports that nobody listens on. All are held until the last is found, so they differ.</summary>
    public static int[] Find(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        try
        {
            Array.ForEach(listeners, static listener => listener.Start());
            return Array.ConvertAll(listeners, static listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        }
        finally
        {
            Array.ForEach(listeners, static listener => listener.Dispose());
        }
    }
}
