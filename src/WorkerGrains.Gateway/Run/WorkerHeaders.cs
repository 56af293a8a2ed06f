using System.Globalization;
using Microsoft.AspNetCore.Http;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Run;

/// <summary>Says in the answer's headers who answered and where the time went, for failures as well.</summary>
internal static class WorkerHeaders
{
    public static void Write(IHeaderDictionary headers, WorkResult result)
    {
        headers[GatewayHeaders.ServerTiming] = ServerTiming.Format(result.Timings);
        WriteSource(headers, result.Timings, result.Version);
        if (GatewayHeaders.IsSane(result.Session))
        {
            headers[GatewayHeaders.SessionId] = result.Session;
        }
    }

    /// <summary>Only who answers: where the time went is not known before the end.</summary>
    public static void WriteSource(IHeaderDictionary headers, in WorkTimings timings, CapabilityVersion? answering)
    {
        // Silos are named by operators; a name that cannot be sent must not fail the answer.
        if (GatewayHeaders.IsSane(timings.Silo))
        {
            headers[GatewayHeaders.WorkerSilo] = timings.Silo;
        }

        if (answering is { } version)
        {
            headers[GatewayHeaders.WorkerVersion] = version.ToString();
        }

        if (timings.Attempts > 0)
        {
            headers[GatewayHeaders.WorkerAttempts] = timings.Attempts.ToString(CultureInfo.InvariantCulture);
        }
    }
}
