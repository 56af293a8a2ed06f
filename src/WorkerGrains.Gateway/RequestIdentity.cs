using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace WorkerGrains.Gateway;

/// <summary>By what names a request is found again: in its answer, in logs and in traces.</summary>
internal static class RequestIdentity
{
    /// <summary>Writes the names into the answer.</summary>
    public static void Stamp(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[GatewayHeaders.RequestId] = context.Request.Headers.TryGetValue(GatewayHeaders.RequestId, out var given)
            && given.Count == 1
            && GatewayHeaders.IsSane(given[0])
            ? given
            : TraceId(context);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
        {
            headers[GatewayHeaders.TraceParent] = id;
        }
    }

    /// <summary>The trace, or the server's own name for the request when nothing traces.</summary>
    public static string TraceId(HttpContext context) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : context.TraceIdentifier;
}
