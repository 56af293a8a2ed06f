using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using WorkerGrains.Benchmarks.Harness;

namespace WorkerGrains.Benchmarks.Generation;

/// <summary>Callers that read texts from a gateway as Server-Sent Events, token by token.</summary>
internal sealed class ServedGenerator(int port, string prompt) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };

    /// <summary>How each caller asks.</summary>
    public static string Body(string prompt, int tokens) => JsonSerializer.Serialize(new { prompt, temperature = 0, maxTokens = tokens });

    /// <summary>Reads text after text.</summary>
    public async Task<TextRate> RunAsync(TimeSpan duration, int tokens, int callers)
    {
        var started = Stopwatch.GetTimestamp();
        var texts = await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            List<(int Tokens, double First)> read = [];
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                read.Add(await ReadAsync(tokens));
            }

            return read;
        }));
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new TextRate(
            texts.Sum(static read => read.Sum(static text => text.Tokens)) / took, Spread.Of(texts.SelectMany(static read => read.Select(static text => text.First))).Median);
    }

    public void Dispose() => _http.Dispose();

    private async Task<(int Tokens, double FirstMilliseconds)> ReadAsync(int tokens)
    {
        var started = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/capabilities/text.generate/run")
        {
            Content = new StringContent(Body(prompt, tokens), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json")),
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var (count, first) = (0, 0.0);
        await foreach (var next in SseParser.Create(await response.Content.ReadAsStreamAsync(), static (_, data) => data.Length).EnumerateAsync())
        {
            // The model's tokens are characters, so each item is one.
            if (next.EventType == "item" && count++ == 0)
            {
                first = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
        }

        return (count, first);
    }
}
