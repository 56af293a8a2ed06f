using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Gateway.Problems;

namespace WorkerGrains.Gateway.Run;

/// <summary>Answers with a stream: each event as it comes, the result last. Thread-safe.</summary>
/// <remarks>
/// The status is decided by the first event: a failure before any item is an ordinary problem. Writing waits for the connection, so a caller
/// that reads slowly slows the engine, until the request's deadline at most. Events that are ready together go out together.
/// </remarks>
internal sealed class StreamAnswer(ResultAnswer results, ProblemWriter problems, IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly TimeSpan _heartbeat = options.Value.StreamHeartbeat;

    public async Task WriteAsync(HttpContext context, StreamFormat format, IAsyncEnumerable<WorkEvent> events)
    {
        await using var stream = events.GetAsyncEnumerator(context.RequestAborted);
        if (!await stream.MoveNextAsync())
        {
            throw new InvalidOperationException("A stream has at least its result.");
        }

        if (stream.Current.Result is { } only && (only.Error is not null || only.ContentType != MediaTypes.Json))
        {
            await results.WriteAsync(context, only);
            return;
        }

        Begin(context, format, stream.Current);
        var body = context.Response.BodyWriter;
        while (stream.Current.Result is null)
        {
            format.WriteItem(body, stream.Current.Sequence, stream.Current.Item.Span);
            await NextAsync(stream, format, body);
        }

        await EndAsync(context, format, stream.Current.Sequence, stream.Current.Result);
    }

    private static void Begin(HttpContext context, StreamFormat format, WorkEvent first)
    {
        var response = context.Response;
        if (first.Result is { } only)
        {
            WorkerHeaders.Write(response.Headers, only);
        }
        else
        {
            WorkerHeaders.WriteSource(response.Headers, first.Timings ?? default, first.Version);
        }

        response.ContentType = format.ContentType;
        response.Headers.CacheControl = "no-store";

        // Asks proxies that would collect the whole answer first not to.
        response.Headers[GatewayHeaders.AccelBuffering] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    /// <summary>Goes on to the next event. What was written goes out first unless that event is there already, and while nothing comes, heartbeats do.</summary>
    private async ValueTask NextAsync(IAsyncEnumerator<WorkEvent> stream, StreamFormat format, PipeWriter body)
    {
        var isFull = stream.Current.Sequence % WorkEvent.MaxPerMessage == 0;
        var pending = stream.MoveNextAsync();
        if (!(pending.IsCompleted && !isFull ? await pending : await FlushAsync(pending.AsTask(), format, body)))
        {
            throw new InvalidOperationException("A stream ends with its result.");
        }
    }

    private async Task<bool> FlushAsync(Task<bool> next, StreamFormat format, PipeWriter body)
    {
        try
        {
            await body.FlushAsync();
            while (!await IsThereAsync(next, format))
            {
                await body.WriteAsync(format.Heartbeat);
            }
        }
        finally
        {
            // A stream cannot be disposed of while it looks for its next event; when the caller has gone, it gives up at once.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await next;
    }

    /// <summary>Waits for the next event, but no longer than to the next heartbeat.</summary>
    private async ValueTask<bool> IsThereAsync(Task next, StreamFormat format)
    {
        await (format.Heartbeat.IsEmpty ? next : next.WaitAsync(_heartbeat, time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return next.IsCompleted;
    }

    private async ValueTask EndAsync(HttpContext context, StreamFormat format, long sequence, WorkResult result)
    {
        var fetched = await results.FetchAsync(result, context.RequestAborted);
        var body = context.Response.BodyWriter;
        if (fetched.Error is { } error)
        {
            format.WriteError(body, sequence, problems.Describe(context, error));
        }
        else
        {
            format.WriteResult(body, sequence, fetched.Payload.Bytes.Span);
        }

        await body.FlushAsync();
    }
}
