using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Run;

/// <summary>Reads which session a request is part of.</summary>
internal static class RequestSession
{
    /// <summary>What starts a session.</summary>
    public const string New = "new";

    private static readonly WorkError s_invalidId = new(
        WorkErrorCode.InvalidInput, $"The header {GatewayHeaders.SessionId} takes '{New}', or the id that the answer to the session's first request gave.");

    private static readonly WorkError s_invalidEnd = new(
        WorkErrorCode.InvalidInput, $"The header {GatewayHeaders.SessionEnd} takes true or false, and goes with {GatewayHeaders.SessionId}.");

    /// <param name="headers">The headers of the request.</param>
    /// <param name="session">The session; <see langword="null"/> when the request is none's.</param>
    /// <param name="error">What is wrong with them.</param>
    public static bool TryRead(IHeaderDictionary headers, out SessionUse? session, [NotNullWhen(false)] out WorkError? error)
    {
        session = null;
        error = null;
        var hasId = headers.TryGetValue(GatewayHeaders.SessionId, out var ids);
        var hasEnd = headers.TryGetValue(GatewayHeaders.SessionEnd, out var ends);
        if (!hasId && !hasEnd)
        {
            return true;
        }

        if (ids is not [{ Length: > 0 and <= GatewayHeaders.MaxValueLength } id])
        {
            error = hasId ? s_invalidId : s_invalidEnd;
            return false;
        }

        var isLast = false;
        if (hasEnd && !(ends.Count == 1 && bool.TryParse(ends[0], out isLast)))
        {
            error = s_invalidEnd;
            return false;
        }

        session = new SessionUse { Id = id == New ? null : id, IsLast = isLast };
        return true;
    }
}
