using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Gateway;

/// <summary>What a run answers when its caller asks for a stream.</summary>
public sealed class StreamAnswerTests
{
    private static readonly WorkEvent s_end = WorkEvent.Last(3, WorkResult.Success("""{"total":2}"""u8.ToArray()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_EventStream_IsItemsAndTheResult()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.Stream = static (_, _) => Events(Item(1, """{"text":"a"}"""), Item(2, "{\"text\":\r\n\"b\"}"), s_end);

        using var response = await host.RunAsync(("Accept", "text/event-stream"));

        Assert.Equal(
            "id: 1\nevent: item\ndata: {\"text\":\"a\"}\n\nid: 2\nevent: item\ndata: {\"text\":  \"b\"}\n\nid: 3\nevent: result\ndata: {\"total\":2}\n\n",
            await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(("no-store", "no"), (response.Headers.CacheControl!.ToString(), GatewayHost.Header(response, "X-Accel-Buffering")));
    }

    [Fact]
    public async Task RunAsync_NdJson_IsItemsAndTheResultOneALine()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.Stream = static (_, _) => Events(Item(1, """{"text":"a"}"""), Item(2, "{\"text\":\n\"b\"}"), s_end);

        using var response = await host.RunAsync(("Accept", "application/x-ndjson"));

        Assert.Equal(
            "{\"sequence\":1,\"item\":{\"text\":\"a\"}}\n{\"sequence\":2,\"item\":{\"text\": \"b\"}}\n{\"sequence\":3,\"result\":{\"total\":2}}\n",
            await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task RunAsync_Stream_SaysWhoAnswersAsFarAsItIsKnown()
    {
        await using var host = await GatewayHost.StartAsync();
        var first = Item(1, "{}") with { Version = new CapabilityVersion(1, 2, 3), Timings = new WorkTimings { Silo = "silo-1", Attempts = 2 } };
        host.Controller.Stream = (_, _) => Events(first, s_end);

        using var response = await host.RunAsync(("Accept", "text/event-stream"));

        Assert.Equal(("silo-1", "1.2.3", "2"), (GatewayHost.Header(response, "X-Worker-Silo"), GatewayHost.Header(response, "X-Worker-Version"), GatewayHost.Header(response, "X-Worker-Attempts")));
        Assert.Null(GatewayHost.Header(response, "Server-Timing"));
    }

    [Theory]
    [InlineData("text/event-stream", "text/event-stream")]
    [InlineData("Text/Event-Stream", "text/event-stream")]
    [InlineData("text/event-stream, */*", "text/event-stream")]
    [InlineData("application/json, text/event-stream", "application/json")]
    [InlineData("application/json;q=0.5, text/event-stream;q=0.4", "application/json")]
    [InlineData("application/json;q=0.5, application/x-ndjson", "application/x-ndjson")]
    [InlineData("text/event-stream;q=0, application/json", "application/json")]
    [InlineData("text/event-stream;q=0.2, application/x-ndjson;q=0.3", "application/x-ndjson")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/event-stream;;=", "application/json")]
    [InlineData("image/png, text/event-stream;q=0.1", "text/event-stream")]
    public async Task RunAsync_Accept_GetsWhatItLikesMost(string accept, string mediaType)
    {
        await using var host = await GatewayHost.StartAsync();

        using var response = await host.RunAsync(("Accept", accept));

        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task RunAsync_CapabilityThatDoesNotStream_IsAStreamOfItsResult()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(WorkResult.Success("{}"u8.ToArray()) with { Timings = new WorkTimings { Silo = "silo-1" } });

        using var response = await host.RunAsync(("Accept", "text/event-stream"));

        Assert.Equal("id: 1\nevent: result\ndata: {}\n\n", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.NotNull(GatewayHost.Header(response, "Server-Timing"));
    }

    [Fact]
    public async Task RunAsync_OutputThatIsNoJson_IsAnsweredAsItIs()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(WorkResult.Success(new byte[] { 1, 2 }) with { ContentType = "image/png" });

        using var response = await host.RunAsync(("Accept", "text/event-stream"));

        Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task RunAsync_FailureBeforeTheFirstItem_IsAnOrdinaryProblem()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(WorkResult.Failure(new WorkError(WorkErrorCode.Overloaded, "Full.") { RetryAfter = TimeSpan.FromSeconds(3) }));

        using var response = await host.RunAsync(("Accept", "text/event-stream"));

        await GatewayHost.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, "overloaded");
        Assert.Equal(("3", "application/problem+json"), (GatewayHost.Header(response, "Retry-After"), response.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("text/event-stream", "\nevent: error\ndata: ", "\n\n")]
    [InlineData("application/x-ndjson", "\n{\"sequence\":2,\"error\":", "}\n")]
    public async Task RunAsync_FailureInTheMiddle_IsTheLastEvent(string accept, string before, string after)
    {
        await using var host = await GatewayHost.StartAsync();
        var error = new WorkError(WorkErrorCode.InvalidInput, "Unlucky.") { Reason = "count.unlucky" };
        host.Controller.Stream = (_, _) => Events(Item(1, "{}"), WorkEvent.Last(2, WorkResult.Failure(error)));

        using var response = await host.RunAsync(("Accept", accept));

        var text = await response.Content.ReadAsStringAsync(Cancellation);
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        Assert.EndsWith(after, text, StringComparison.Ordinal);
        var problem = JsonElement.Parse(text[start..^after.Length]);
        Assert.Equal(("count.unlucky", 400, "Unlucky."), (problem.GetProperty("code").GetString(), problem.GetProperty("status").GetInt32(), problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task RunAsync_OutputOfASiloThatIsGone_IsTheErrorAtTheEnd()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.Stream = static (_, _) => Events(Item(1, "{}"), WorkEvent.Last(2, new WorkResult { Payload = new Payload(new LostOutput(), 10) }));

        using var response = await host.RunAsync(("Accept", "text/event-stream"));

        Assert.Contains("event: error\ndata: {\"type\":\"urn:workergrains:error:unavailable\"", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Event_GoesOutAsItComes()
    {
        await using var host = await GatewayHost.ListenAsync([]);
        var events = Channel.CreateUnbounded<WorkEvent>();
        host.Controller.Stream = (_, cancellationToken) => events.Reader.ReadAllAsync(cancellationToken);
        events.Writer.TryWrite(Item(1, "1"));

        using var lines = await StreamAsync(host);
        Assert.Equal(["id: 1", "event: item", "data: 1", ""], await ReadAsync(lines, 4));
        events.Writer.TryWrite(Item(2, "2"));
        Assert.Equal(["id: 2", "event: item", "data: 2", ""], await ReadAsync(lines, 4));
        events.Writer.TryWrite(s_end);
        Assert.Equal(["id: 3", "event: result", "data: {\"total\":2}", ""], await ReadAsync(lines, 4));
        Assert.Null(await lines.ReadLineAsync(Cancellation));
    }

    [Fact]
    public async Task RunAsync_SilentStream_SendsComments()
    {
        var time = new FakeTimeProvider();
        await using var host = await GatewayHost.StartAsync([], builder => builder.Services.AddSingleton<TimeProvider>(time));
        var events = Channel.CreateUnbounded<WorkEvent>();
        host.Controller.Stream = (_, cancellationToken) => events.Reader.ReadAllAsync(cancellationToken);
        events.Writer.TryWrite(Item(1, "1"));

        using var lines = await StreamAsync(host);
        await ReadAsync(lines, 4);
        var comment = ReadAsync(lines, 4);
        for (var beats = 0; !comment.IsCompleted; beats++)
        {
            Assert.True(beats < 10_000, "A comment comes.");
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }

        events.Writer.TryWrite(WorkEvent.Last(2, s_end.Result!));
        var rest = await lines.ReadToEndAsync(Cancellation);

        Assert.Equal([":", "", ":", ""], await comment);
        Assert.EndsWith("id: 2\nevent: result\ndata: {\"total\":2}\n\n", rest, StringComparison.Ordinal);
        Assert.Empty(rest[..rest.IndexOf("id: 2", StringComparison.Ordinal)].Replace(":\n\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_CallerHangsUp_StopsTheStreamAndIsNoError()
    {
        await using var host = await GatewayHost.ListenAsync([]);
        var stopped = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Controller.Stream = (_, cancellationToken) => EndlessAsync(stopped, cancellationToken);

        using (var lines = await StreamAsync(host))
        {
            await ReadAsync(lines, 4);
        }

        Assert.True(await stopped.Task.WaitAsync(Cancellation));
        await host.StopAsync();
        Assert.Empty(host.Complaints);
    }

    private static WorkEvent Item(long sequence, string json) => new() { Sequence = sequence, Item = Encoding.UTF8.GetBytes(json) };

    private static IAsyncEnumerable<WorkEvent> Events(params WorkEvent[] events) => events.ToAsyncEnumerable();

    private static async IAsyncEnumerable<WorkEvent> EndlessAsync(TaskCompletionSource<bool> stopped, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            yield return Item(1, "1");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            stopped.SetResult(cancellationToken.IsCancellationRequested);
        }
    }

    private static async Task<StreamReader> StreamAsync(GatewayHost host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, GatewayHost.Run) { Content = new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
    }

    private static async Task<List<string?>> ReadAsync(StreamReader lines, int count)
    {
        List<string?> read = [];
        while (read.Count < count)
        {
            read.Add(await lines.ReadLineAsync(Cancellation));
        }

        return read;
    }

    private sealed class LostOutput : IPayloadSource
    {
        public Task<ReadOnlyMemory<byte>> ReadAsync(int offset, CancellationToken cancellationToken) => Task.FromResult(ReadOnlyMemory<byte>.Empty);

        public Task ReleaseAsync() => Task.CompletedTask;
    }
}
