using System.Globalization;
using Microsoft.AspNetCore.Http;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Run;

/// <summary>Says in the answer's headers who answered and where the time went, for failures as well.</summary>
internal static class WorkerHeaders
{
    public static void Write(IHeaderDictionary headers, WorkResult result)
    {
        headers[GatewayHeaders.ServerTiming] = ServerTiming.Format(result.Timings);
        // Silos are named by operators; a name that cannot be sent must not fail the answer.
        if (GatewayHeaders.IsSane(result.Timings.Silo))
        {
            headers[GatewayHeaders.WorkerSilo] = result.Timings.Silo;
        }

        if (result.Version is { } version)
        {
            headers[GatewayHeaders.WorkerVersion] = version.ToString();
        }

        if (result.Timings.Attempts > 0)
        {
            headers[GatewayHeaders.WorkerAttempts] = result.Timings.Attempts.ToString(CultureInfo.InvariantCulture);
        }
    }
}
