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
    public static WorkResult ToResult<TOutput>(this RunReport<TOutput> report, Capability capability, string device) =>
        report.ToResult(capability, MediaTypes.Json, device, static value => JsonSerializer.SerializeToUtf8Bytes(value, ContractJson.Options));

    /// <summary>The same with the output as it is, in a form that the capability has.</summary>
    public static WorkResult ToResult<TInput, TOutput>(this RunReport<TOutput> report, Capability<TInput, TOutput> capability, RawOutput<TInput, TOutput> form, string device)
        where TInput : class
        where TOutput : class
    {
        var result = report.ToResult(capability, form.ContentType, device, form.Take);
        return result.Error is null ? result with { OutputHeaders = [.. capability.OutputHeaders.Select(header => header.Of(report.Outcome.Value!)).OfType<WorkParameter>()] } : result;
    }

    private static WorkResult ToResult<TOutput>(this RunReport<TOutput> report, Capability capability, string mediaType, string device, Func<TOutput, ReadOnlyMemory<byte>> encode)
    {
        // Null is the outcome of an engine that left a place of its list unset.
        var error = report.Outcome.Error ?? (report.Outcome.Value is null ? EngineFailed : null);
        var output = error is null ? encode(report.Outcome.Value!) : default;
        if (output.Length > capability.MaxOutputBytes)
        {
            output = default;
            error = new WorkError(WorkErrorCode.EngineFailed, $"The output is larger than the {capability.MaxOutputBytes} bytes that the contract allows.");
        }

        return new WorkResult
        {
            Payload = new Payload(output),
            ContentType = mediaType,
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
}
