using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using SiloStatus = WorkerGrains.Contracts.Cluster.SiloStatus;

namespace WorkerGrains.Client;

/// <summary>Runs work in a WorkerGrains cluster. Safe for concurrent use; keep one.</summary>
/// <remarks>
/// A call that is lost with a silo is repeated when its capability is idempotent. Refusals (overloaded, not ready) are given to the caller with the
/// time after which a retry is worth while: repeating them here would add to the load.
/// </remarks>
public sealed class WorkerClient
{
    private static readonly WorkError s_tooMuchOnTheWay = new(WorkErrorCode.Overloaded, "Too many large inputs of this client are on their way.");
    private static readonly WorkError s_deadlinePassed = new(WorkErrorCode.DeadlineExceeded, "The deadline passed.");

    private readonly ControllerPool _controllers;
    private readonly LostCallDetector _detector;
    private readonly PayloadExchange _payloads;
    private readonly WorkerClientOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a client over a connected Orleans client.</summary>
    public WorkerClient(IGrainFactory grains, PayloadExchange payloads, IOptions<WorkerClientOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);

        _options = options.Value;
        _time = time;
        _payloads = payloads;
        _controllers = new ControllerPool(grains, _options.Controllers);
        _detector = new LostCallDetector(_options.ProbeAfter, time);
    }

    /// <summary>Runs one input and returns its output.</summary>
    /// <exception cref="WorkException">The work failed; its code says how.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; the work is stopped where it can be.</exception>
    public async Task<TOutput> RunAsync<TInput, TOutput>(
        Capability<TInput, TOutput> capability, TInput input, CancellationToken cancellationToken = default)
        where TInput : class
        where TOutput : class =>
        (await RunAsync(capability, input, new WorkOptions(), cancellationToken)).Value;

    /// <summary>Runs one input and returns its output with what it took.</summary>
    /// <exception cref="WorkException">The work failed; its code says how.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; the work is stopped where it can be.</exception>
    public async Task<WorkOutput<TOutput>> RunAsync<TInput, TOutput>(
        Capability<TInput, TOutput> capability, TInput input, WorkOptions options, CancellationToken cancellationToken = default)
        where TInput : class
        where TOutput : class
    {
        ArgumentNullException.ThrowIfNull(capability);
        ArgumentNullException.ThrowIfNull(options);

        // What a session remembers may have gone on with the call that was lost.
        var isIdempotent = capability.IsIdempotent && options.Session?.Id is null;
        var request = Encode(capability, input, options);
        using var body = request.Payload.Body;
        var result = await RunAsync(request, isIdempotent, cancellationToken);
        return WorkOutput<TOutput>.Read(result);
    }

    /// <summary>Starts a session with a stateful model, in which each call goes on from where the one before left off.</summary>
    /// <param name="capability">What to run.</param>
    /// <param name="options">How the calls are made.</param>
    /// <returns>The session, which a silo keeps from its first call on.</returns>
    public WorkSession<TInput, TOutput> StartSession<TInput, TOutput>(Capability<TInput, TOutput> capability, WorkOptions? options = null)
        where TInput : class
        where TOutput : class
    {
        ArgumentNullException.ThrowIfNull(capability);
        return new WorkSession<TInput, TOutput>(this, capability, options ?? new WorkOptions());
    }

    /// <summary>Runs one input and returns its items as they come, and its output at the end.</summary>
    /// <param name="capability">What to run.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">How the call is made.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A stream that starts the work when it is enumerated, and throws <see cref="WorkException"/> when the work fails.</returns>
    public StreamedWork<TItem, TOutput> StreamAsync<TInput, TItem, TOutput>(
        StreamedCapability<TInput, TItem, TOutput> capability, TInput input, WorkOptions? options = null, CancellationToken cancellationToken = default)
        where TInput : class
        where TItem : class
        where TOutput : class
    {
        ArgumentNullException.ThrowIfNull(capability);

        return new StreamedWork<TItem, TOutput>(token => StreamOwnBodyAsync(capability, input, options ?? new WorkOptions(), token), cancellationToken);
    }

    /// <summary>Runs an encoded request and returns its result, successful or not: for callers that have no records for a capability.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isIdempotent">Whether it may be sent again when a silo is lost.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async Task<WorkResult> RunAsync(WorkRequest request, bool isIdempotent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);

        using var activity = Diagnostics.ActivitySource.StartActivity("call", ActivityKind.Client);
        using var offer = await _payloads.TryOfferAsync(request.Payload);
        if (offer is null)
        {
            return WorkResult.Failure(s_tooMuchOnTheWay);
        }

        var timer = new CallTimer(request.Timeout, _time);
        for (var attempt = 1; timer.TryPrepare(request with { Payload = offer.Payload }, out var sent); attempt++)
        {
            var result = await TryAsync(sent, timer.Left, cancellationToken);
            if (result.Error?.Code != WorkErrorCode.Unavailable || attempt >= MaxAttempts(isIdempotent) || !request.Payload.IsRepeatable)
            {
                return result;
            }

            await PauseAsync(attempt, cancellationToken);
        }

        return WorkResult.Failure(s_deadlinePassed);
    }

    /// <summary>Runs an encoded request and returns its events, the result last, successful or not: for callers that have no records for a capability.</summary>
    /// <remarks>A stream that is lost before its first item is started again where that may be done; after it, the loss is the result.</remarks>
    /// <param name="request">The request.</param>
    /// <param name="isIdempotent">Whether it may be sent again when a silo is lost.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async IAsyncEnumerable<WorkEvent> StreamAsync(
        WorkRequest request, bool isIdempotent, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);

        using var activity = Diagnostics.ActivitySource.StartActivity("call", ActivityKind.Client);
        using var offer = await _payloads.TryOfferAsync(request.Payload);
        if (offer is null)
        {
            yield return WorkEvent.Last(1, WorkResult.Failure(s_tooMuchOnTheWay));
            yield break;
        }

        var timer = new CallTimer(request.Timeout, _time);
        for (var attempt = 1; timer.TryPrepare(request with { Payload = offer.Payload }, out var sent); attempt++)
        {
            await using var call = new StreamedCall(_controllers.Next(), sent, _detector, cancellationToken);
            var next = await call.NextAsync(timer.Left);
            if (next.Result?.Error?.Code != WorkErrorCode.Unavailable || attempt >= MaxAttempts(isIdempotent) || !request.Payload.IsRepeatable)
            {
                for (; next.Result is null; next = await call.NextAsync(timer.Left))
                {
                    yield return next;
                }

                yield return next;
                yield break;
            }

            await PauseAsync(attempt, cancellationToken);
        }

        yield return WorkEvent.Last(1, WorkResult.Failure(s_deadlinePassed));
    }

    /// <summary>The capabilities that the cluster offers now.</summary>
    public async Task<ImmutableArray<CapabilityStatus>> ListCapabilitiesAsync() => await _controllers.Next().ListCapabilitiesAsync();

    /// <summary>The silos of the cluster now.</summary>
    public async Task<ImmutableArray<SiloStatus>> ListSilosAsync() => await _controllers.Next().ListSilosAsync();

    /// <summary>The models of all silos, as they last reported them.</summary>
    public async Task<ImmutableArray<SiloModel>> ListModelsAsync() => await _controllers.Next().ListModelsAsync();

    /// <summary>Changes a model on every silo that has it, and returns when all have.</summary>
    /// <returns>What came of it on each silo that has the model; empty when none has.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; changes that have begun go on.</exception>
    public async Task<ImmutableArray<ModelChangeResult>> ChangeModelAsync(ModelChange change, CancellationToken cancellationToken = default) =>
        await _controllers.Next().ChangeModelAsync(change, cancellationToken);

    /// <summary>Whether an exception says that a silo could not be reached or left, and not that something is wrong here.</summary>
    internal static bool IsLost(Exception exception) =>
        exception is OrleansException or TimeoutException or OperationCanceledException or EnumerationAbortedException or PayloadLostException or IOException;

    private static WorkRequest Encode<TInput, TOutput>(Capability<TInput, TOutput> capability, TInput input, WorkOptions options)
        where TInput : class
        where TOutput : class
    {
        var encoded = capability.Input.Encode(input);
        return new WorkRequest
        {
            Capability = capability.Name,
            Version = options.Version ?? capability.Version,
            Payload = encoded.Body is { } body ? new Payload(new BodyStream(body, capability.MaxStreamedBytes)) : new Payload(encoded.Payload),
            ContentType = encoded.ContentType,
            Parameters = encoded.Parameters,
            Model = options.Model,
            ModelVersion = options.ModelVersion,

            // A model may have a deadline of its own, which the controller knows.
            Timeout = options.Timeout ?? (capability.TakesModel ? null : capability.DefaultDeadline),
            Priority = options.Priority,
            Session = options.Session,
        };
    }

    /// <summary>Streams an input whose body, if it has one that is read while it comes in, is let go of at the end.</summary>
    private async IAsyncEnumerable<WorkEvent> StreamOwnBodyAsync<TInput, TOutput>(
        Capability<TInput, TOutput> capability, TInput input, WorkOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TInput : class
        where TOutput : class
    {
        var request = Encode(capability, input, options);
        using var body = request.Payload.Body;
        await foreach (var next in StreamAsync(request, capability.IsIdempotent, cancellationToken))
        {
            yield return next;
        }
    }

    private int MaxAttempts(bool isIdempotent) => isIdempotent ? _options.MaxAttempts : 1;

    /// <summary>Waits before the next attempt. Jitter, so that the clients of a lost silo do not all come back in the same moment.</summary>
    private Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(25 * Math.Pow(2, attempt) * (0.5 + Random.Shared.NextDouble())), _time, cancellationToken);

    private async Task<WorkResult> TryAsync(WorkRequest request, TimeSpan left, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var controller = _controllers.Next();
            var result = await _detector.WaitAsync(controller, request.CallId, controller.RunAsync(request, stop.Token), left, stop.Token);
            return result.Error is null
                ? result with { Payload = await PayloadExchange.FetchOutputAsync(result.Payload, stop.Token) }
                : result;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && IsLost(exception))
        {
            // Whatever is left of the attempt is to stop: its answer would come to nobody.
            await stop.CancelAsync();
            return WorkResult.Failure(WorkErrorCode.Unavailable, "The cluster did not answer; it may or may not have done the work.");
        }
    }
}
