using WorkerGrains.Contracts;

namespace WorkerGrains.Grains.Picture;

/// <summary>The replicas of one capability, all versions, newest first. Immutable: the picture makes a new one when something changes.</summary>
internal sealed class ReplicaSet
{
    private readonly Replica[] _all;
    private readonly Replica[] _newest;

    public ReplicaSet(IEnumerable<Replica> replicas)
    {
        _all = [.. replicas.OrderByDescending(static replica => replica.Capability.Version)];
        var servable = Array.FindAll(_all, static replica => replica.Readiness.IsReady);
        Ready = servable;
        _newest = servable.Length == 0 ? [] : Array.FindAll(servable, replica => replica.Capability.Version == servable[0].Capability.Version);
    }

    /// <summary>How long a request may take when its caller sets no deadline; <see langword="null"/> for the capability's own default.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>All, ready or not.</summary>
    public IReadOnlyList<Replica> All => _all;

    private Replica[] Ready { get; }

    /// <summary>The contract a request for this version meets: the newest that serves it, of a ready replica if there is one.</summary>
    public CapabilityDescriptor? Find(CapabilityVersion? version) =>
        version is { } wanted ? (First(Ready, wanted) ?? First(_all, wanted))?.Capability : (Ready.Length > 0 ? Ready : _all)[0].Capability;

    /// <summary>The replicas that may answer a request for this version; the newest version's when none is asked for.</summary>
    public ReadOnlySpan<Replica> Serving(CapabilityVersion? version) => version is { } wanted ? Serving(wanted) : _newest;

    // In methods of their own, because what a lambda captures is allocated where the method begins, also for requests that never get to it.
    private ReadOnlySpan<Replica> Serving(CapabilityVersion wanted) =>
        // In the usual case of one version everywhere, all serve or none.
        Array.TrueForAll(Ready, replica => replica.Capability.Version.Serves(wanted))
            ? Ready
            : Array.FindAll(Ready, replica => replica.Capability.Version.Serves(wanted));

    private static Replica? First(Replica[] replicas, CapabilityVersion wanted) =>
        Array.Find(replicas, replica => replica.Capability.Version.Serves(wanted));
}
