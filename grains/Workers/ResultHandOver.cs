using System.Runtime.CompilerServices;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Grains.Workers;

/// <summary>Makes results ready for another process.</summary>
internal static class ResultHandOver
{
    // Not overloaded: that says that nothing was done and another replica may be asked, and here the work is done.
    private static readonly WorkError s_tooMuchHeld = new(WorkErrorCode.Unavailable, "The work was done, but too many large outputs are waiting to be fetched.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    /// <summary>The result with an output that the other process can have: the bytes themselves, or where to pull them.</summary>
    public static async ValueTask<WorkResult> HandOverAsync(this PayloadExchange payloads, WorkResult result)
    {
        if (result.Payload.Length <= PayloadExchange.InlineBytes)
        {
            return result;
        }

        return await payloads.TryHandOverAsync(result.Payload) is { } payload
            ? result with { Payload = payload }
            : WorkResult.Failure(s_tooMuchHeld);
    }

    /// <summary>The events with a result that the other process can have.</summary>
    public static async IAsyncEnumerable<WorkEvent> HandOverAsync(
        this PayloadExchange payloads, IAsyncEnumerable<WorkEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var next in events.WithCancellation(cancellationToken))
        {
            yield return next.Result is { } result ? next with { Result = await payloads.HandOverAsync(result) } : next;
        }
    }
}
