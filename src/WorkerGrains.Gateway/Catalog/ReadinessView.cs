using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>Whether requests are served, and if not, why not and what helps.</summary>
internal sealed record ReadinessView(bool Ready, string? Reason, string? Remedy)
{
    private static readonly ReadinessView s_ready = new(true, null, null);
    private static readonly ReadinessView s_unserved = new(false, "No silo has a replica of it.", "Start a silo that offers it.");

    /// <summary>A capability serves when any replica does; when none does, the first one says why.</summary>
    public static ReadinessView Of(CapabilityStatus status) =>
        status.IsReady ? s_ready
        : status.Replicas.IsEmpty ? s_unserved
        : Of(status.Replicas[0].Readiness);

    public static ReadinessView Of(Readiness readiness) =>
        readiness.IsReady ? s_ready : new(false, readiness.Reason, readiness.Remedy);
}
