using WorkerGrains.Contracts;

namespace WorkerGrains.Grains.Picture;

/// <summary>The replicas of one capability, all versions, newest first. Immutable: the picture makes a new one when something changes.</summary>
internal sealed class ReplicaSet
{
    private readonly Replica[] _all;
    private readonly Replica[] _ready;
    private readonly Candidates _servable;
    private readonly Candidates _newest;

    private readonly Predicate<Replica> _isPreferred;

    /// <param name="replicas">The replicas.</param>
    /// <param name="isPreferred">Which of them are on an accelerator that is wanted; those whose capability wants one and whose silo has it, when it is not given.</param>
    public ReplicaSet(IEnumerable<Replica> replicas, Predicate<Replica>? isPreferred = null)
    {
        _isPreferred = isPreferred ?? (static replica => replica.IsPreferred);
        _all = [.. replicas.OrderByDescending(static replica => replica.Capability.Version)];
        var ready = _ready = Array.FindAll(_all, static replica => replica.Readiness.IsReady);
        _servable = Candidates.Among(ready, _isPreferred);
        _newest = Candidates.Among(Array.FindAll(ready, replica => replica.Capability.Version == ready[0].Capability.Version), _isPreferred);
    }

    /// <summary>How long a request may take when its caller sets no deadline; <see langword="null"/> for the capability's own default.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>All, ready or not.</summary>
    public IReadOnlyList<Replica> All => _all;

    /// <summary>The contract a request for this version meets: the newest that serves it, of a ready replica if there is one.</summary>
    public CapabilityDescriptor? Find(CapabilityVersion? version) =>
        version is { } wanted ? (First(_ready, wanted) ?? First(_all, wanted))?.Capability : (_ready.Length > 0 ? _ready : _all)[0].Capability;

    /// <summary>The replicas that may answer a request for this version; the newest version's when none is asked for.</summary>
    public Candidates Serving(CapabilityVersion? version) => version is { } wanted ? Serving(wanted) : _newest;

    // In methods of their own, because what a lambda captures is allocated where the method begins, also for requests that never get to it.
    private Candidates Serving(CapabilityVersion wanted) =>
        // In the usual case of one version everywhere, all serve or none.
        Array.TrueForAll(_ready, replica => replica.Capability.Version.Serves(wanted))
            ? _servable
            : Candidates.Among(Array.FindAll(_ready, replica => replica.Capability.Version.Serves(wanted)), _isPreferred);

    private static Replica? First(Replica[] replicas, CapabilityVersion wanted) =>
        Array.Find(replicas, replica => replica.Capability.Version.Serves(wanted));
}
