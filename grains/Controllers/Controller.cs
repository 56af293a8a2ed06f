using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;

namespace WorkerGrains.Grains.Controllers;

/// <inheritdoc cref="IController"/>
/// <remarks>Nothing on a request's way waits for a single hot grain, a database or a lock: all it reads is this silo's picture of the cluster.</remarks>
internal sealed partial class Controller(
    ClusterPicture picture,
    PayloadExchange payloads,
    DeadlinePool deadlines,
    ControllerInstruments instruments,
    IOptions<ControllerOptions> options,
    TimeProvider time,
    ILogger<Controller> logger) : IController
{
    private static readonly WorkError s_noModel = new(WorkErrorCode.InvalidInput, "Say which model is to do the work.");

    private static readonly WorkError s_unknownModel = new(WorkErrorCode.UnknownModel, "No silo has this model. GET /v1/models lists those that there are.");

    private readonly ControllerOptions _options = options.Value;

    public async ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        // Names that nobody offers come from outside: they are not to become tags.
        if (picture.Replicas(request.Capability) is not { } offered)
        {
            return WorkResult.Failure(WorkErrorCode.UnknownCapability, "No silo offers this capability. GET /v1/capabilities lists those that are offered.");
        }

        if (Find(request, offered) is not { } replicas)
        {
            return WorkResult.Failure(request.Model is null ? s_noModel : s_unknownModel);
        }

        var run = instruments.Start(replicas.All[0].Capability.Name);
        try
        {
            if (Refuse(request, replicas, out var contract) is { } refused)
            {
                return run.Ended(WorkResult.Failure(refused), attempts: 0);
            }

            return await RunAsync(request, replicas, contract!, run, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            run.Canceled();
            throw;
        }
    }

    /// <summary>The replicas that may answer: all, or those on silos that have the model.</summary>
    private ReplicaSet? Find(WorkRequest request, ReplicaSet offered) =>
        !offered.All[0].Capability.TakesModel ? offered
        : request.Model is null ? null
        : picture.Replicas(request.Capability, request.Model, request.ModelVersion);

    private static WorkError? Refuse(WorkRequest request, ReplicaSet replicas, out CapabilityDescriptor? contract)
    {
        contract = replicas.Find(request.Version);
        if (contract is null)
        {
            var offered = string.Join(", ", replicas.All.Select(static replica => replica.Capability.Version).Distinct());
            return new WorkError(WorkErrorCode.UnknownVersion, $"No offered version serves this one. Offered: {offered}.");
        }

        return request.Payload.Length > contract.MaxInputBytes
            ? new WorkError(WorkErrorCode.PayloadTooLarge, $"The input has {request.Payload.Length} bytes; {contract.Name} takes at most {contract.MaxInputBytes}.")
            : null;
    }

    private async ValueTask<WorkResult> RunAsync(
        WorkRequest request, ReplicaSet replicas, CapabilityDescriptor contract, ControllerInstruments.RequestRun run, CancellationToken cancellationToken)
    {
        var timeout = TimeSpan.FromTicks(Math.Min((request.Timeout ?? replicas.Deadline ?? contract.DefaultDeadline).Ticks, _options.MaxDeadline.Ticks));
        var started = time.GetTimestamp();
        using var deadline = deadlines.Start(timeout, cancellationToken);
        WorkError? error = null;
        Replica? failed = null;
        for (var attempt = 1; attempt <= _options.MaxAttempts; attempt++)
        {
            var left = timeout - time.GetElapsedTime(started);
            var replica = ReplicaPicker.Pick(
                replicas.Serving(request.Version), failed, request.Payload.Length >= _options.PreferLocalBytes, time.GetTimestamp(), left);
            if (replica is null)
            {
                return run.Ended(WorkResult.Failure(error ?? NotReady(replicas, request.Version)), attempt - 1);
            }

            // What a high priority goes before, only the replica knows: it refuses by itself.
            if (request.Priority <= WorkPriority.Normal && replica.MeasuredAnswer > left)
            {
                return run.Ended(WorkResult.Failure(CannotMeet(timeout, replica.MeasuredAnswer)), attempt - 1);
            }

            if (attempt > 1)
            {
                run.Retrying();
            }

            // A replica of this silo shares the deadline's token; one of another silo, or one that is to judge for itself, must be told what is left.
            var sent = replica.IsLocal && request.Priority <= WorkPriority.Normal ? request : request with { Timeout = left };
            var (result, isWorthRetrying) = await TryAsync(replica, sent, contract, deadline.Token, cancellationToken);
            if (deadline.Token.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();
                result = WorkResult.Failure(DeadlinePassed(timeout));
                isWorthRetrying = false;
            }

            if (!isWorthRetrying)
            {
                return run.Ended(result, attempt, replica.SiloName);
            }

            // By now the replica's silo may have left or another come: the next pick is from what is true then.
            (error, failed) = (result.Error, replica);
            replicas = picture.Replicas(request.Capability) is { } offered ? Find(request, offered) ?? replicas : replicas;
        }

        return run.Ended(WorkResult.Failure(error!), _options.MaxAttempts);
    }

    /// <summary>Asks one replica. An exception says that its silo could not be reached or left; a result it gives is its own.</summary>
    private async ValueTask<(WorkResult Result, bool IsWorthRetrying)> TryAsync(
        Replica replica, WorkRequest request, CapabilityDescriptor contract, CancellationToken deadline, CancellationToken caller)
    {
        using var offer = replica.IsLocal ? null : await payloads.TryOfferAsync(request.Payload);
        if (!replica.IsLocal && offer is null)
        {
            return (WorkResult.Failure(WorkErrorCode.Overloaded, "Too many large inputs are on their way to other silos."), false);
        }

        try
        {
            var result = await replica.RunAsync(offer is null ? request : request with { Payload = offer.Payload }, deadline);

            // These refusals come before any work was done.
            return (result, result.Error?.Code is WorkErrorCode.Overloaded or WorkErrorCode.NotReady or WorkErrorCode.UnknownModel);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            caller.ThrowIfCancellationRequested();
            return (WorkResult.Failure(WorkErrorCode.DeadlineExceeded, ""), false);
        }
        catch (Exception exception) when (IsUnreachable(exception))
        {
            replica.Avoid(time.GetTimestamp() + (long)(_options.AvoidFailed.TotalSeconds * time.TimestampFrequency));
            LogReplicaUnavailable(contract.Name, replica.SiloName, exception.GetType().Name);
            return (WorkResult.Failure(WorkErrorCode.Unavailable, "The worker did not answer; it may or may not have done the work."), contract.IsIdempotent);
        }
        catch (Exception exception)
        {
            LogReplicaFailed(contract.Name, replica.SiloName, exception.GetType().Name);
            return (WorkResult.Failure(WorkErrorCode.EngineFailed, "The worker failed."), false);
        }
    }

    // A silo's death also shows as a cancellation that nobody here asked for, when its part of the grain directory moves.
    private static bool IsUnreachable(Exception exception) =>
        exception is OrleansException or TimeoutException or OperationCanceledException or PayloadLostException or IOException or ObjectDisposedException;

    private static WorkError NotReady(ReplicaSet replicas, CapabilityVersion? version)
    {
        var reason = replicas.All.FirstOrDefault(replica => version is not { } wanted || replica.Capability.Version.Serves(wanted))?.Readiness;
        return reason is { IsReady: false }
            ? new WorkError(WorkErrorCode.NotReady, $"{reason.Reason} {reason.Remedy}")
            : new WorkError(WorkErrorCode.Unavailable, "No silo that offers this capability can be reached.");
    }

    private static WorkError CannotMeet(TimeSpan timeout, TimeSpan wait) => new(
        WorkErrorCode.DeadlineExceeded, $"The answer would take about {Milliseconds(wait)} ms and the deadline is {Milliseconds(timeout)} ms. Allow more time or try again later.")
    {
        RetryAfter = wait,
    };

    private static WorkError DeadlinePassed(TimeSpan timeout) => new(WorkErrorCode.DeadlineExceeded, $"The deadline of {Milliseconds(timeout)} ms passed.");

    private static long Milliseconds(TimeSpan span) => (long)Math.Ceiling(span.TotalMilliseconds);

    [LoggerMessage(LogLevel.Warning, "The replica of {Capability} on {Silo} did not answer: {Failure}.")]
    private partial void LogReplicaUnavailable(string capability, string silo, string failure);

    [LoggerMessage(LogLevel.Error, "The replica of {Capability} on {Silo} failed: {Failure}.")]
    private partial void LogReplicaFailed(string capability, string silo, string failure);
}
