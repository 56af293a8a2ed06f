using System.Diagnostics;
using System.Net.Http.Headers;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Processes;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Benchmarks;

/// <summary>What a pipeline costs or spares: three greetings, each of the one before, in one request, beside a client that sends the three requests itself.</summary>
internal sealed class PipelineBenchmark : IBenchmark
{
    private const int Steps = 3;

    private static readonly byte[] s_pipeline =
        """
        {
          "pipeline": { "steps": [
            { "id": "a", "capability": "example.greet", "input": { "message": { "$ref": "/input" }, "exclamations": 1 } },
            { "id": "b", "capability": "example.greet", "input": { "message": { "$ref": "/steps/a/message" }, "exclamations": 1 } },
            { "id": "c", "capability": "example.greet", "input": { "message": { "$ref": "/steps/b/message" }, "exclamations": 1 } }
          ] },
          "input": "Hello"
        }
        """u8.ToArray();

    public string Name => "pipeline";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        using var silo = await SiloProcess.StartAsync(GreetCall.Of(ExampleCapabilities.Greet));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{silo.Port}") };

        await PerSecondAsync(length.WarmUp, () => ByClientAsync(http));
        await PerSecondAsync(length.WarmUp, () => ByPipelineAsync(http));
        var rounds = await Rounds.RunAsync(length.Rounds, () => PerSecondAsync(length.Round, () => ByClientAsync(http)), () => PerSecondAsync(length.Round, () => ByPipelineAsync(http)));
        return [Comparison.Ratio("pipeline: three greetings, 1 caller", "/s", rounds, static perSecond => perSecond, Goal.AtLeast(1))];
    }

    private static async Task<double> PerSecondAsync(TimeSpan length, Func<Task> run)
    {
        var (started, count) = (Stopwatch.GetTimestamp(), 0);
        for (; Stopwatch.GetElapsedTime(started) < length; count++)
        {
            await run();
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static Task ByPipelineAsync(HttpClient http) => PostAsync(http, "pipeline.run", s_pipeline);

    private static async Task ByClientAsync(HttpClient http)
    {
        for (var step = 0; step < Steps; step++)
        {
            await PostAsync(http, "example.greet", GreetCall.Body.ToArray());
        }
    }

    private static async Task PostAsync(HttpClient http, string capability, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await http.PostAsync(new Uri($"/v1/capabilities/{capability}/run", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
    }
}
