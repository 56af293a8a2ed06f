using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo;

/// <summary>Three silos in processes of their own, found by way of Redis, under load from HTTP and .NET callers, one of them killed.</summary>
public sealed class FailoverTests
{
    private static readonly TimeSpan s_phase = TimeSpan.FromSeconds(3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Kill_AnySiloUnderLoad_NoRequestFailsAndTheSiloComesBack(int victim)
    {
        await using var cluster = await RedisCluster.StartAsync("silo-0", "silo-1", "silo-2");
        var silo = cluster.Silos[victim];
        await using var load = new Load(cluster.Silos, cluster.Client);

        var before = await load.RunAsync(s_phase);
        silo.Process.Kill();
        var during = await load.RunAsync(s_phase * 2);
        await silo.RestartAsync();
        await cluster.WaitUntilWholeAsync();
        var after = await load.RunAsync(s_phase);

        Assert.Empty(load.Failures);
        Assert.All(before.Shares.Values, static share => Assert.InRange(share, 0.15, 0.45));
        Assert.DoesNotContain(silo.Name, during.SharesOfTheEnd.Keys);
        Assert.InRange(after.Shares.GetValueOrDefault(silo.Name), 0.15, 0.45);
        Assert.True(during.WholeAgainAfter < TimeSpan.FromSeconds(10), $"Whole again after {during.WholeAgainAfter}.");
        TestContext.Current.TestOutputHelper!.WriteLine($"Killed {silo.Name}: whole again after {during.WholeAgainAfter.TotalSeconds:0.0} s; slowest answer {during.Slowest.TotalSeconds:0.0} s; {load.Answered} requests, {load.Failures.Count} failed.");
    }

    /// <summary>200 requests a second, half of them over HTTP with the silos in turn, half from a .NET client; greetings and mails alternate.</summary>
    private sealed class Load(IReadOnlyList<SiloProcess> silos, WorkerClient client) : IAsyncDisposable
    {
        private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(20);
        private static readonly TimeSpan s_normal = TimeSpan.FromMilliseconds(500);
        private static readonly ClassifyEmail s_mail = new() { Subject = "Meeting", Body = "Shall we meet on Tuesday to go through the figures?" };

        private readonly SocketsHttpHandler _handler = new() { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1), ConnectTimeout = TimeSpan.FromSeconds(2) };
        private readonly ConcurrentQueue<string> _failures = new();
        private int _next;
        private int _answered;

        public ConcurrentQueue<string> Failures => _failures;

        public int Answered => _answered;

        public async Task<Phase> RunAsync(TimeSpan duration)
        {
            using var http = new HttpClient(_handler, disposeHandler: false);
            var started = TimeProvider.System.GetTimestamp();
            var answers = new ConcurrentQueue<Answer>();
            var running = new List<Task>();
            using var timer = new PeriodicTimer(s_tick);
            while (TimeProvider.System.GetElapsedTime(started) is var now && now < duration)
            {
                running.Add(RecordAsync(now, answers, () => OverHttpAsync(http, "example.greet", new { message = "Hello" })));
                running.Add(RecordAsync(now, answers, () => OverHttpAsync(http, "email.classify", new { subject = s_mail.Subject, body = s_mail.Body })));
                running.Add(RecordAsync(now, answers, async () => (await client.RunAsync(ExampleCapabilities.Greet, new Greet { Message = "Hello" }, new WorkOptions(), Cancellation)).Timings.Silo));
                running.Add(RecordAsync(now, answers, async () => (await client.RunAsync(EmailCapabilities.Classify, s_mail, new WorkOptions(), Cancellation)).Timings.Silo));
                await timer.WaitForNextTickAsync(Cancellation);
            }

            await Task.WhenAll(running);
            return new Phase([.. answers], duration, s_normal);
        }

        public ValueTask DisposeAsync()
        {
            _handler.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task RecordAsync(TimeSpan sent, ConcurrentQueue<Answer> answers, Func<Task<string?>> run)
        {
            var started = TimeProvider.System.GetTimestamp();
            try
            {
                var silo = await run();
                answers.Enqueue(new Answer(sent, TimeProvider.System.GetElapsedTime(started), silo ?? "?"));
                Interlocked.Increment(ref _answered);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !Cancellation.IsCancellationRequested)
            {
                _failures.Enqueue($"{sent}: {exception.GetType().Name}: {exception.Message}");
            }
        }

        /// <summary>What an HTTP caller behind a load balancer does: a connection that breaks, or a refusal marked retryable, goes to the next silo.</summary>
        private async Task<string?> OverHttpAsync(HttpClient http, string capability, object input)
        {
            var first = Interlocked.Increment(ref _next);
            for (var attempt = 1; ; attempt++)
            {
                var silo = silos[(int)((uint)(first + attempt) % (uint)silos.Count)];
                try
                {
                    using var response = await http.PostAsJsonAsync(new Uri(silo.Http.BaseAddress!, $"/v1/capabilities/{capability}/run"), input, Cancellation);
                    if (response.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == 5)
                    {
                        response.EnsureSuccessStatusCode();
                        return response.Headers.GetValues("X-Worker-Silo").Single();
                    }
                }
                catch (HttpRequestException exception) when (exception.StatusCode is null && attempt < 5)
                {
                }
            }
        }
    }

    private sealed record Answer(TimeSpan Sent, TimeSpan Took, string Silo);

    private sealed class Phase(Answer[] answers, TimeSpan duration, TimeSpan normal)
    {
        /// <summary>The part of the answers that each silo gave.</summary>
        public Dictionary<string, double> Shares => SharesOf(answers);

        public Dictionary<string, double> SharesOfTheEnd => SharesOf([.. answers.Where(answer => answer.Sent > duration / 2)]);

        public TimeSpan Slowest => answers.Max(static answer => answer.Took);

        /// <summary>When the last request was sent that took longer than is normal.</summary>
        public TimeSpan WholeAgainAfter => answers.Where(answer => answer.Took > normal).Select(static answer => answer.Sent + answer.Took).DefaultIfEmpty().Max();

        private static Dictionary<string, double> SharesOf(Answer[] answers) =>
            answers.CountBy(static answer => answer.Silo).ToDictionary(static share => share.Key, share => (double)share.Value / answers.Length);
    }
}
