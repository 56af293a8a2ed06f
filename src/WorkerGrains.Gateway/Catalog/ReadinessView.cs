using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>Whether requests are served, and if not or not all, why not and what helps.</summary>
internal sealed record ReadinessView(bool Ready, string? Reason, string? Remedy)
{
    private static readonly ReadinessView s_unserved = new(false, "No silo has a replica of it.", "Start a silo that offers it.");

    /// <summary>A capability serves as well as its best replica does; of equal ones the first says why not.</summary>
    public static ReadinessView Of(CapabilityStatus status) => status.Replicas.IsEmpty
        ? s_unserved
        : Of(status.Replicas.MinBy(static replica => replica.Readiness is { IsReady: false } ? 2 : replica.Readiness.Reason is null ? 0 : 1)!.Readiness);

    public static ReadinessView Of(Readiness readiness) =>
        new(readiness.IsReady, readiness.Reason, readiness.Remedy);
}
