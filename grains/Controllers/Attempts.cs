using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;

namespace WorkerGrains.Grains.Controllers;

/// <summary>Asks one replica after another until one answers: with a result, or with the first item of a stream.</summary>
internal sealed partial class Attempts(
    ClusterPicture picture, PayloadExchange payloads, IOptions<ControllerOptions> options, TimeProvider time, ILogger<Attempts> logger)
{
    private readonly ControllerOptions _options = options.Value;

    public async ValueTask<Answer> AskAsync(Call call, ControllerInstruments.RequestRun run)
    {
        var (request, replicas) = (call.Request, call.Replicas);
        Answer answer = default;
        Replica? failed = null;
        for (var attempt = 1; attempt <= _options.MaxAttempts; attempt++)
        {
            var left = call.Timeout - time.GetElapsedTime(call.Started);
            var replica = ReplicaPicker.Pick(
                replicas.Serving(request.Version), failed, request.Payload.IsStreamed || request.Payload.Length >= _options.PreferLocalBytes, time.GetTimestamp(), left);
            if (replica is null)
            {
                return (answer.Result?.Error ?? (Answer)CallErrors.NotReady(replicas, request.Version)) with { Attempts = attempt - 1 };
            }

            // What a high priority goes before, only the replica knows: it refuses by itself.
            if (request.Priority <= WorkPriority.Normal && replica.MeasuredAnswer > left)
            {
                return (Answer)CallErrors.CannotMeet(call.Timeout, replica.MeasuredAnswer) with { Attempts = attempt - 1 };
            }

            if (attempt > 1)
            {
                run.Retrying();
            }

            // A replica of this silo shares the deadline's token; one of another silo, or one that is to judge for itself, must be told what is left.
            var sent = replica.IsLocal && request.Priority <= WorkPriority.Normal ? request : request with { Timeout = left };
            (answer, var isWorthRetrying) = await TryAsync(call, sent, replica);
            if (call.Deadline.IsCancellationRequested)
            {
                if (answer.Stream is { } stream)
                {
                    await stream.DisposeAsync();
                }

                call.Caller.ThrowIfCancellationRequested();
                (answer, isWorthRetrying) = (CallErrors.DeadlinePassed(call.Timeout), false);
            }

            if (!isWorthRetrying)
            {
                return answer with { Attempts = attempt, Silo = replica.SiloName };
            }

            // By now the replica's silo may have left or another come: the next pick is from what is true then.
            failed = replica;
            replicas = picture.Serving(request) ?? replicas;
        }

        return answer with { Attempts = _options.MaxAttempts };
    }

    /// <summary>Says what an exception on the way to a replica means to the caller, and whether another one may be asked.</summary>
    /// <exception cref="OperationCanceledException">The caller stopped waiting.</exception>
    public (WorkError Error, bool IsWorthRetrying) Explain(Exception exception, Call call, Replica replica)
    {
        if (exception is OperationCanceledException && call.Deadline.IsCancellationRequested)
        {
            call.Caller.ThrowIfCancellationRequested();
            return (CallErrors.DeadlinePassed(call.Timeout), false);
        }

        if (!IsUnreachable(exception))
        {
            LogReplicaFailed(call.Contract.Name, replica.SiloName, exception.GetType().Name);
            return (CallErrors.Failed, false);
        }

        replica.Avoid(time.GetTimestamp() + (long)(_options.AvoidFailed.TotalSeconds * time.TimestampFrequency));
        LogReplicaUnavailable(call.Contract.Name, replica.SiloName, exception.GetType().Name);
        return call.KeepsToOne ? (CallErrors.SessionLost, false) : (CallErrors.NoAnswer, call.Contract.IsIdempotent && call.Request.Payload.IsRepeatable);
    }

    /// <summary>Asks one replica. An exception says that its silo could not be reached or left; a result it gives is its own.</summary>
    private async ValueTask<(Answer Answer, bool IsWorthRetrying)> TryAsync(Call call, WorkRequest request, Replica replica)
    {
        using var offer = replica.IsLocal ? null : await payloads.TryOfferAsync(request.Payload);
        if (!replica.IsLocal && offer is null)
        {
            return (CallErrors.TooMuchOnTheWay, false);
        }

        try
        {
            var sent = offer is null ? request : request with { Payload = offer.Payload };
            var answer = call.IsStreamed ? await StreamAsync(replica, sent, call.Deadline) : new Answer(await replica.RunAsync(sent, call.Deadline));

            // These refusals come before any work was done.
            return (answer, !call.KeepsToOne && answer.Result?.Error?.Code is (WorkErrorCode.Overloaded or WorkErrorCode.NotReady or WorkErrorCode.UnknownModel));
        }
        catch (Exception exception)
        {
            return Explain(exception, call, replica);
        }
    }

    private static async ValueTask<Answer> StreamAsync(Replica replica, WorkRequest request, CancellationToken deadline)
    {
        var stream = await replica.StreamAsync(request, deadline);
        if (stream.Current.Result is not { } result)
        {
            return new Answer(null, stream);
        }

        await stream.DisposeAsync();
        return new Answer(result);
    }

    // A silo's death also shows as a cancellation that nobody here asked for, when its part of the grain directory moves.
    private static bool IsUnreachable(Exception exception) => exception is OrleansException or TimeoutException or OperationCanceledException
        or EnumerationAbortedException or PayloadLostException or IOException or ObjectDisposedException;

    [LoggerMessage(LogLevel.Warning, "The replica of {Capability} on {Silo} did not answer: {Failure}.")]
    private partial void LogReplicaUnavailable(string capability, string silo, string failure);

    [LoggerMessage(LogLevel.Error, "The replica of {Capability} on {Silo} failed: {Failure}.")]
    private partial void LogReplicaFailed(string capability, string silo, string failure);
}
