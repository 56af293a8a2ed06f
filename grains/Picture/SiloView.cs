using System.Collections.Immutable;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Grains.Workers;

namespace WorkerGrains.Grains.Picture;

/// <summary>One silo as this one sees it: its last card and its replicas. Guarded by the picture's lock.</summary>
internal sealed class SiloView
{
    private readonly Dictionary<(string, CapabilityVersion), Replica> _replicas = [];

    public SiloView(SiloCard card, ImmutableArray<CapabilityDescriptor> contracts, Func<SiloCard, OfferCard, CapabilityDescriptor, Replica> create)
    {
        Card = card;
        SessionKey = SessionId.KeyOf(card.Silo);
        foreach (var offer in card.Offers)
        {
            if (contracts.FirstOrDefault(contract => contract.Name == offer.Capability && contract.Version == offer.Version) is { } contract)
            {
                _replicas.Add((offer.Capability, offer.Version), create(card, offer, contract));
            }
        }
    }

    public SiloCard Card { get; private set; }

    /// <summary>What the ids of its sessions begin with.</summary>
    public ulong SessionKey { get; }

    public IEnumerable<Replica> Replicas => _replicas.Values;

    /// <summary>A model of the silo's repository, or <see langword="null"/> when it has none of that name.</summary>
    public ModelStatus? Model(string name) => Card.Models.FirstOrDefault(model => model.Name == name);

    /// <summary>Takes a newer card.</summary>
    /// <returns>Whether it changes who can serve, or on what.</returns>
    public bool Take(SiloCard card)
    {
        if (card.Sequence <= Card.Sequence)
        {
            return false;
        }

        var changes = card.IsDraining != Card.IsDraining || !card.Models.SequenceEqual(Card.Models);
        Card = card;
        foreach (var offer in card.Offers)
        {
            if (_replicas.TryGetValue((offer.Capability, offer.Version), out var replica))
            {
                changes |= offer.Readiness != replica.Offer.Readiness || offer.IsAccelerated != replica.Offer.IsAccelerated;
                replica.Update(offer);
            }
        }

        return changes;
    }
}
