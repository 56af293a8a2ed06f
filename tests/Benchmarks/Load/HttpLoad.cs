using System.Diagnostics;
using System.Net.Sockets;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks.Load;

/// <summary>Callers that each send a request as soon as they have the answer to the last one.</summary>
/// <remarks>All callers share one thread: with one for each, switching between them would cost more than what is measured.</remarks>
internal static class HttpLoad
{
    private const int SelectMicroseconds = 1_000_000;

    /// <summary>Whether the server answers the call at all.</summary>
    public static bool IsAnswered(HttpCall call)
    {
        try
        {
            Ask(call);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Sends one request.</summary>
    /// <returns>The answer, head and body.</returns>
    public static string Ask(HttpCall call)
    {
        using var connection = new HttpConnection(call);
        connection.Send();
        while (!connection.Receive())
        {
        }

        return connection.LastAnswer;
    }

    /// <summary>Loads a server for a while.</summary>
    public static LoadReport Run(HttpCall call, ChildProcess server, int callers, TimeSpan duration) => Run([call], server, callers, duration);

    /// <summary>Loads a server for a while with callers of whom each sends one of the calls, all as many.</summary>
    public static LoadReport Run(IReadOnlyList<HttpCall> calls, ChildProcess server, int callers, TimeSpan duration)
    {
        HttpConnection[] connections = [.. Enumerable.Range(0, callers).Select(caller => new HttpConnection(calls[caller % calls.Count]))];
        try
        {
            var times = new List<long>();
            var processor = server.ProcessorTime;
            var started = Stopwatch.GetTimestamp();
            if (callers == 1)
            {
                RunOne(connections[0], duration, times);
            }
            else
            {
                RunMany(connections, duration, times);
            }

            var took = Stopwatch.GetElapsedTime(started);
            var used = server.ProcessorTime - processor;
            times.Sort();
            return new LoadReport(times.Count / took.TotalSeconds, At(times, 0.5), At(times, 0.99), used.TotalMicroseconds / times.Count);
        }
        finally
        {
            Array.ForEach(connections, static connection => connection.Dispose());
        }
    }

    private static void RunOne(HttpConnection connection, TimeSpan duration, List<long> times)
    {
        var now = Stopwatch.GetTimestamp();
        var end = now + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        while (now < end)
        {
            var sent = now;
            connection.Send();
            while (!connection.Receive())
            {
            }

            now = Stopwatch.GetTimestamp();
            times.Add(now - sent);
        }
    }

    private static void RunMany(HttpConnection[] connections, TimeSpan duration, List<long> times)
    {
        var ofSocket = connections.ToDictionary(static connection => connection.Socket);
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        foreach (var connection in connections)
        {
            connection.Sent = Stopwatch.GetTimestamp();
            connection.Send();
        }

        var waiting = ofSocket.Keys.ToList();
        var ready = new List<Socket>();
        while (waiting.Count > 0)
        {
            ready.Clear();
            ready.AddRange(waiting);
            Socket.Select(ready, null, null, SelectMicroseconds);
            foreach (var socket in ready)
            {
                var connection = ofSocket[socket];
                if (!connection.Receive())
                {
                    continue;
                }

                var now = Stopwatch.GetTimestamp();
                times.Add(now - connection.Sent);
                if (now < end)
                {
                    connection.Sent = now;
                    connection.Send();
                }
                else
                {
                    waiting.Remove(socket);
                }
            }
        }
    }

    private static double At(List<long> sorted, double share) =>
        Stopwatch.GetElapsedTime(0, sorted[(int)(share * (sorted.Count - 1))]).TotalMilliseconds;
}
