using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Run;

/// <summary>Reads whether a request goes before others.</summary>
internal static class RequestPriority
{
    private static readonly WorkError s_invalid = new(
        WorkErrorCode.InvalidInput, $"The header {GatewayHeaders.RequestPriority} takes one of low, normal and high.");

    public static bool TryRead(IHeaderDictionary headers, out WorkPriority priority, [NotNullWhen(false)] out WorkError? error)
    {
        priority = WorkPriority.Normal;
        error = null;
        if (!headers.TryGetValue(GatewayHeaders.RequestPriority, out var values))
        {
            return true;
        }

        switch (values.Count == 1 ? values[0] : null)
        {
            case "low":
                priority = WorkPriority.Low;
                return true;
            case "normal":
                return true;
            case "high":
                priority = WorkPriority.High;
                return true;
            default:
                error = s_invalid;
                return false;
        }
    }
}
