using WorkerGrains.Engines;

namespace WorkerGrains.Grains.Notes;

/// <summary>Asks the grain of a collection, and again when its silo left on the way.</summary>
/// <remarks>Only for what may be asked twice: reads, and changes with a request key.</remarks>
internal sealed class NotesClient(IGrainFactory grains, TimeProvider time)
{
    // Longer than a crash takes to be over.
    private const int MaxAttempts = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    public async Task<EngineOutcome<T>> AskAsync<T>(string collection, Func<INotesGrain, Task<NotesReply<T>>> ask, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var error = NotesErrors.Unreachable;
            try
            {
                var reply = await ask(grains.GetGrain<INotesGrain>(collection)).WaitAsync(cancellationToken);
                if (reply.Error != NotesErrors.Outdated)
                {
                    return reply.Error is { } failed ? failed : reply.Value!;
                }

                error = reply.Error;
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
            }

            if (attempt == MaxAttempts)
            {
                return error;
            }

            await Task.Delay(s_pause, time, cancellationToken);
        }
    }

    /// <summary>The key of a change whose caller gave none: so that it can be asked for again here.</summary>
    public static string NewKey() => Guid.NewGuid().ToString("N");
}
