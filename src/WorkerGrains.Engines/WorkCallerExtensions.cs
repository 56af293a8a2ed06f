using System.Text.Json;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines;

/// <summary>Calls by types.</summary>
public static class WorkCallerExtensions
{
    /// <summary>Runs one input of another capability.</summary>
    /// <param name="caller">Calls on behalf of a request.</param>
    /// <param name="capability">What to run.</param>
    /// <param name="input">The input.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The output, or the failure as <see cref="PassedOn"/> tells it.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled, or nobody waits for the engine any more.</exception>
    public static async ValueTask<EngineOutcome<TOutput>> RunAsync<TInput, TOutput>(
        this IWorkCaller caller, Capability<TInput, TOutput> capability, TInput input, CancellationToken cancellationToken)
        where TInput : class
        where TOutput : class
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(capability);

        var encoded = capability.Input.Encode(input);
        var result = await caller.RunAsync(
            new WorkRequest
            {
                Capability = capability.Name,
                Version = capability.Version,
                Payload = new Payload(encoded.Payload),
                ContentType = encoded.ContentType,
                Parameters = encoded.Parameters,
            },
            cancellationToken);
        return result.Error is { } error ? error.PassedOn(capability.Name)
            : JsonSerializer.Deserialize<TOutput>(result.Payload.Bytes.Span, ContractJson.Options) is { } output ? output
            : new WorkError(WorkErrorCode.EngineFailed, $"{capability.Name} answered nothing.");
    }

    /// <summary>The failure of a call as the caller's own: by the same code, and its message names who failed. The callee's own code stays behind, because only its contract has it.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="callee">Who failed, for example the name of the capability.</param>
    public static WorkError PassedOn(this WorkError error, string callee)
    {
        ArgumentNullException.ThrowIfNull(error);

        return error with { Message = $"{callee}: {error.Message}", Reason = null };
    }
}
