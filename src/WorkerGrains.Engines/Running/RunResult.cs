using System.Text.Json;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Running;

/// <summary>Makes of what an engine gave the encoded result that travels.</summary>
internal static class RunResult
{
    public static readonly WorkError EngineFailed = new(WorkErrorCode.EngineFailed, "The engine failed on this input.");

    /// <summary>The output encoded, or the reason there is none; with where the time went.</summary>
    public static WorkResult ToResult<TOutput>(this RunReport<TOutput> report, Capability capability, string device)
    {
        var error = report.Outcome.Error;
        var output = error is null ? Encode(report.Outcome.Value, capability, out error) : null;
        return new WorkResult
        {
            Payload = new Payload(output),
            Error = error,
            Version = capability.Version,
            Timings = new WorkTimings
            {
                Queue = report.Queue,
                Batch = report.Batch,
                Run = report.Run,
                BatchSize = report.BatchSize,
                Device = device,
            },
        };
    }

    private static byte[]? Encode<TOutput>(TOutput? value, Capability capability, out WorkError? error)
    {
        // Null is the outcome of an engine that left a place of its list unset.
        var output = value is null ? null : JsonSerializer.SerializeToUtf8Bytes(value, ContractJson.Options);
        error = output is null ? EngineFailed
            : output.Length <= capability.MaxOutputBytes ? null
            : new WorkError(WorkErrorCode.EngineFailed, $"The output is larger than the {capability.MaxOutputBytes} bytes that the contract allows.");
        return error is null ? output : null;
    }
}
