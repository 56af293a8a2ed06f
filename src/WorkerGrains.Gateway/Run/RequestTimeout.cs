using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Run;

/// <summary>Reads how long a caller is ready to wait.</summary>
internal static class RequestTimeout
{
    public const int MinMilliseconds = 1;
    public const int MaxMilliseconds = 600_000;

    private static readonly WorkError s_invalid = new(
        WorkErrorCode.InvalidInput,
        string.Create(CultureInfo.InvariantCulture, $"The header {GatewayHeaders.RequestTimeout} takes a whole number of milliseconds from {MinMilliseconds} to {MaxMilliseconds}."));

    public static bool TryRead(IHeaderDictionary headers, out TimeSpan? timeout, [NotNullWhen(false)] out WorkError? error)
    {
        timeout = null;
        error = null;
        if (!headers.TryGetValue(GatewayHeaders.RequestTimeout, out var values))
        {
            return true;
        }

        if (values.Count != 1
            || !int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds is < MinMilliseconds or > MaxMilliseconds)
        {
            error = s_invalid;
            return false;
        }

        timeout = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }
}
