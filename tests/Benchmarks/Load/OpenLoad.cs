using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace WorkerGrains.Benchmarks.Load;

/// <summary>Callers who come when they come, whether or not those before them have their answers: so many a second.</summary>
internal sealed class OpenLoad(int port, string route, string body, TimeSpan deadline) : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(5);

    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 4096 })
    {
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")),
    };

    /// <summary>Sends requests for a while and waits for all answers.</summary>
    public async Task<OpenLoadReport> RunAsync(double perSecond, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var answers = new List<Task<double?>>();
        using var timer = new PeriodicTimer(s_tick);
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            // As many as are due by now, so that a late tick makes up for itself.
            while (answers.Count < Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond)
            {
                answers.Add(AskAsync());
            }

            await timer.WaitForNextTickAsync();
        }

        var times = (await Task.WhenAll(answers)).OfType<double>().Order().ToList();
        return new OpenLoadReport(times.Count / duration.TotalSeconds, times.Count == 0 ? 0 : times[(int)(0.99 * (times.Count - 1))], (double)times.Count / answers.Count);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The milliseconds until the answer, or <see langword="null"/> for a refusal.</summary>
    private async Task<double?> AskAsync()
    {
        var sent = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Request-Timeout-Ms", deadline.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        using var response = await _client.SendAsync(request);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => Stopwatch.GetElapsedTime(sent).TotalMilliseconds,
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => null,
            _ => throw new InvalidOperationException($"The server answered {(int)response.StatusCode}."),
        };
    }
}

/// <summary>What came of an open load.</summary>
/// <param name="PerSecond">Answers a second, refusals left out.</param>
/// <param name="P99">The time that one answer in a hundred exceeds, in milliseconds.</param>
/// <param name="Share">The part of the requests that were answered.</param>
internal sealed record OpenLoadReport(double PerSecond, double P99, double Share);
