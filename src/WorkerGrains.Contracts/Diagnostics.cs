using System.Diagnostics;

namespace WorkerGrains.Contracts;

/// <summary>The one meter and the one activity source of WorkerGrains, by the names to subscribe to.</summary>
public static class Diagnostics
{
    /// <summary>The meter.</summary>
    public const string MeterName = "WorkerGrains";

    /// <summary>The activity source.</summary>
    public const string ActivitySourceName = "WorkerGrains";

    /// <summary>Where spans start.</summary>
    public static ActivitySource ActivitySource { get; } = new(ActivitySourceName);
}
