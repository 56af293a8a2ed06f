using System.Net;
using System.Net.Sockets;

namespace WorkerGrains.Tests.Silo;

/// <summary>Ports that nobody listens on.</summary>
/// <remarks>Below those that systems give to outgoing connections, of which one could take a silo's port while the silo is started again.</remarks>
internal static class Ports
{
    private const int First = 15_000;
    private const int Count = 15_000;

    // Each is given once, so that none is given to two; other test runs on the machine begin elsewhere.
    private static int s_last = Random.Shared.Next(Count);

    public static int[] Free(int count) =>
        [.. Enumerable.Range(0, Count).Select(static _ => First + (Interlocked.Increment(ref s_last) % Count)).Where(IsFree).Take(count)];

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
