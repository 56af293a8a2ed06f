using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Workers;
using SiloStatus = WorkerGrains.Contracts.Cluster.SiloStatus;

namespace WorkerGrains.Grains.Picture;

/// <inheritdoc cref="IClusterPicture"/>
/// <remarks>
/// Readers see one immutable snapshot. A card that only changes figures changes them in the replicas of the snapshot; one that changes who
/// can serve makes a new snapshot. Thread-safe.
/// </remarks>
internal sealed class ClusterPicture(IGrainFactory grains, CardServiceClient cards, WorkerCatalog workers, ILocalSiloDetails local) : IClusterPicture
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SiloAddress, SiloView> _silos = [];
    private FrozenDictionary<string, ReplicaSet> _capabilities = FrozenDictionary<string, ReplicaSet>.Empty;
    private ConcurrentDictionary<(string Capability, string Model), ReplicaSet> _ofModels = new();
    private ImmutableArray<SiloView> _views = [];

    public bool IsReady => _views.FirstOrDefault(view => view.Card.Silo.Equals(local.SiloAddress)) is { Card.IsDraining: false };

    /// <summary>The replicas of a capability, or <see langword="null"/> when no silo offers it.</summary>
    public ReplicaSet? Replicas(string capability) => Volatile.Read(ref _capabilities).GetValueOrDefault(capability);

    /// <summary>The replicas of a capability on silos that can run a model: those that have it in memory, failing these those that can load it. <see langword="null"/> when no silo has it.</summary>
    public ReplicaSet? Replicas(string capability, string model, string? version)
    {
        var ofModels = Volatile.Read(ref _ofModels);
        if (version is null && ofModels.TryGetValue((capability, model), out var known))
        {
            return known;
        }

        // Kept only when there are some: names and versions come from outside.
        var made = ModelReplicas.Find(_views.Where(static view => !view.Card.IsDraining), capability, model, version);
        return made is null || version is not null ? made : ofModels.GetOrAdd((capability, model), made);
    }

    /// <summary>
    /// The replicas that may answer a request: all of its capability, or those on silos that have its model, or the one that keeps its session.
    /// <see langword="null"/> when there is none.
    /// </summary>
    public ReplicaSet? Serving(WorkRequest request)
    {
        if (Replicas(request.Capability) is not { } offered)
        {
            return null;
        }

        var serving = !offered.All[0].Capability.TakesModel ? offered
            : request.Model is null ? null
            : Replicas(request.Capability, request.Model, request.ModelVersion);
        return request.Session?.Id is { } session ? Keeping(session, offered, serving) : serving;
    }

    // Whatever the silo's card says of the model by now: the session keeps it there.
    private ReplicaSet? Keeping(string session, ReplicaSet offered, ReplicaSet? serving) =>
        SessionId.TryParse(session, out var id) && _views.FirstOrDefault(view => view.SessionKey == id.Silo)?.Card.Silo is { } silo
        && offered.All.Where(replica => replica.Silo.Equals(silo)).ToList() is { Count: > 0 } keeping
            ? new ReplicaSet(keeping) { Deadline = serving?.Deadline }
            : null;

    public ImmutableArray<SiloModel> ListModels() =>
    [
        .. _views.SelectMany(static view => view.Card.Models.Select(model => new SiloModel(view.Card.Name, model)))
            .OrderBy(static model => model.Model.Name, StringComparer.Ordinal).ThenBy(static model => model.Silo, StringComparer.Ordinal),
    ];

    /// <summary>The silos that are there, by name.</summary>
    public ImmutableArray<(string Name, SiloAddress Silo)> Silos => [.. _views.Select(static view => (view.Card.Name, view.Card.Silo))];

    public CapabilityDescriptor? Find(string name, CapabilityVersion? version) => Replicas(name)?.Find(version);

    public ImmutableArray<CapabilityStatus> ListCapabilities() =>
    [
        .. Volatile.Read(ref _capabilities).Values
            .SelectMany(static set => set.All.GroupBy(static replica => replica.Capability.Version))
            .Select(static version => new CapabilityStatus(version.First().Capability, [.. version.Select(static replica => replica.ToStatus())]))
            .OrderBy(static status => status.Descriptor.Name, StringComparer.Ordinal).ThenByDescending(static status => status.Descriptor.Version),
    ];

    public ImmutableArray<SiloStatus> ListSilos() =>
    [
        .. _views.OrderBy(static view => view.Card.Name, StringComparer.Ordinal).Select(static view => new SiloStatus(
            view.Card.Name,
            view.Card.Silo.ToParsableString(),
            !view.Card.IsDraining,
            view.Card.IsDraining,
            [.. view.Card.Offers.Select(static offer => $"{offer.Capability} {offer.Version}").Order(StringComparer.Ordinal)])
        {
            Devices = view.Card.Devices.IsDefault ? [] : view.Card.Devices,
        }),
    ];

    /// <summary>Asks a silo what it offers.</summary>
    public Task<ImmutableArray<CapabilityDescriptor>> GetContractsAsync(SiloAddress silo) => cards.Of(silo).GetContractsAsync();

    /// <summary>Takes a card of a silo that is known. False for a stranger, whose contracts must be asked for first.</summary>
    public bool TryUpdate(SiloCard card)
    {
        lock (_gate)
        {
            if (!_silos.TryGetValue(card.Silo, out var view))
            {
                return false;
            }

            if (view.Take(card))
            {
                Publish();
            }

            return true;
        }
    }

    /// <summary>Takes the first card of a silo.</summary>
    public void Introduce(SiloCard card, ImmutableArray<CapabilityDescriptor> contracts)
    {
        lock (_gate)
        {
            if (!_silos.ContainsKey(card.Silo))
            {
                _silos.Add(card.Silo, new SiloView(card, contracts, CreateReplica));
                Publish();
            }
        }
    }

    /// <summary>Forgets every silo that is not among those alive.</summary>
    public void Retain(IReadOnlySet<SiloAddress> alive)
    {
        lock (_gate)
        {
            var gone = _silos.Keys.Where(silo => !alive.Contains(silo)).ToArray();
            if (gone.Length > 0)
            {
                Array.ForEach(gone, silo => _silos.Remove(silo));
                Publish();
            }
        }
    }

    private void Publish()
    {
        _views = [.. _silos.Values];
        Volatile.Write(ref _ofModels, new());
        Volatile.Write(ref _capabilities, _views
            .Where(static view => !view.Card.IsDraining)
            .SelectMany(static view => view.Replicas)
            .GroupBy(static replica => replica.Capability.Name)
            .ToFrozenDictionary(static group => group.Key, static group => new ReplicaSet(group), StringComparer.Ordinal));
    }

    private Replica CreateReplica(SiloCard card, OfferCard offer, CapabilityDescriptor contract) => new(
        contract,
        card,
        offer,
        grains.GetGrain<IWorkerGrain>(new ReplicaId(offer.Capability, offer.Version, card.Silo).ToString()),
        card.Silo.Equals(local.SiloAddress) ? workers.Find(offer.Capability, offer.Version) : null);
}
