using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;

namespace WorkerGrains.Grains.Controllers;

/// <inheritdoc cref="IController"/>
/// <remarks>Nothing on a request's way waits for a single hot grain, a database or a lock: all it reads is this silo's picture of the cluster.</remarks>
internal sealed class Controller(
    ClusterPicture picture, Attempts attempts, DeadlinePool deadlines, ControllerInstruments instruments, IOptions<ControllerOptions> options, TimeProvider time)
    : IController
{
    private readonly ControllerOptions _options = options.Value;

    public async ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        // Names that nobody offers come from outside: they are not to become tags.
        if (picture.Serving(request) is not { } replicas)
        {
            return WorkResult.Failure(NotServed(request));
        }

        var run = instruments.Start(replicas.All[0].Capability.Name);
        try
        {
            if (Refuse(request, replicas, out var contract) is { } refused)
            {
                return run.Ended(WorkResult.Failure(refused), attempts: 0);
            }

            var timeout = TimeoutOf(request, replicas, contract!);
            using var deadline = deadlines.Start(timeout, cancellationToken);
            var answer = await attempts.AskAsync(new Call(request, contract!, replicas, timeout, time.GetTimestamp(), deadline.Token, cancellationToken), run);
            return run.Ended(answer.Result!, answer.Attempts, answer.Silo);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            run.Canceled();
            throw;
        }
    }

    public async IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (picture.Serving(request) is not { } replicas)
        {
            yield return WorkEvent.Last(1, WorkResult.Failure(NotServed(request)));
            yield break;
        }

        var run = instruments.Start(replicas.All[0].Capability.Name);
        var hasEnded = false;
        try
        {
            if (Refuse(request, replicas, out var contract) is { } refused)
            {
                hasEnded = true;
                yield return WorkEvent.Last(1, run.Ended(WorkResult.Failure(refused), attempts: 0));
                yield break;
            }

            var timeout = TimeoutOf(request, replicas, contract!);
            using var deadline = deadlines.Start(timeout, cancellationToken);
            var call = new Call(request, contract!, replicas, timeout, time.GetTimestamp(), deadline.Token, cancellationToken) { IsStreamed = true };
            var answer = await attempts.AskAsync(call, run);
            await using var stream = answer.Stream;
            var next = stream is null ? WorkEvent.Last(1, answer.Result!) : First(stream.Current, call, answer);
            for (; next.Result is null; next = await NextAsync(stream!, call, next.Sequence + 1))
            {
                yield return next;
            }

            hasEnded = true;
            yield return next with { Result = run.Ended(next.Result, answer.Attempts, answer.Silo) };
        }
        finally
        {
            // Its reader went away, by its token or by reading no further.
            if (!hasEnded)
            {
                run.Canceled();
            }
        }
    }

    private WorkError NotServed(WorkRequest request) =>
        picture.Replicas(request.Capability) is null ? CallErrors.Unknown
        : request.Session?.Id is not null ? CallErrors.SessionLost
        : request.Model is null ? CallErrors.NoModel
        : CallErrors.UnknownModel;

    private WorkError? Refuse(WorkRequest request, ReplicaSet replicas, out CapabilityDescriptor? contract)
    {
        contract = replicas.Find(request.Version);
        if (contract is null)
        {
            var offered = string.Join(", ", replicas.All.Select(static replica => replica.Capability.Version).Distinct());
            return new WorkError(WorkErrorCode.UnknownVersion, $"No offered version serves this one. Offered: {offered}.");
        }

        if (request.Session is not null && !contract.TakesSessions)
        {
            return CallErrors.NoSessions;
        }

        if (request.CallDepth > _options.MaxCallDepth)
        {
            return CallErrors.TooDeep(_options.MaxCallDepth);
        }

        return request.Payload.Length > contract.MaxInputBytes
            ? new WorkError(WorkErrorCode.PayloadTooLarge, $"The input has {request.Payload.Length} bytes; {contract.Name} takes at most {contract.MaxInputBytes}.")
            : null;
    }

    private TimeSpan TimeoutOf(WorkRequest request, ReplicaSet replicas, CapabilityDescriptor contract) =>
        TimeSpan.FromTicks(Math.Min((request.Timeout ?? replicas.Deadline ?? contract.DefaultDeadline).Ticks, _options.MaxDeadline.Ticks));

    private WorkEvent First(WorkEvent first, Call call, Answer answer) => first with
    {
        Timings = (first.Timings ?? default) with { Total = time.GetElapsedTime(call.Started), Attempts = answer.Attempts, Silo = answer.Silo },
    };

    /// <summary>The next event. Once a stream has begun nobody else can go on with it, so whatever ends it early is told as its result.</summary>
    private async ValueTask<WorkEvent> NextAsync(ReplicaStream stream, Call call, long sequence)
    {
        try
        {
            return await stream.MoveNextAsync() ? stream.Current : WorkEvent.Last(sequence, WorkResult.Failure(CallErrors.Failed));
        }
        catch (Exception exception)
        {
            var (error, _) = attempts.Explain(exception, call, stream.Replica);
            return WorkEvent.Last(sequence, WorkResult.Failure(error == CallErrors.NoAnswer ? CallErrors.LostMidway : error));
        }
    }
}
