using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;
using WorkerGrains.Grains.Workers;

namespace WorkerGrains.Grains.Picture;

/// <summary>Sends this silo's card to every other one: every second, and at once when a silo joins, when this one's models change and when it begins to drain.</summary>
internal sealed partial class CardPublisher(
    ClusterPicture picture,
    CardServiceClient cards,
    WorkHandlerCatalog handlers,
    DeviceCatalog devices,
    IModelRepository models,
    IClusterMembershipService membership,
    ILocalSiloDetails local,
    IOptions<PictureOptions> options,
    TimeProvider time,
    ILogger<CardPublisher> logger) : BackgroundService, ILifecycleParticipant<ISiloLifecycle>
{
    private long _sequence;
    private volatile bool _hasJoined;
    private volatile bool _isDraining;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        // After what operators chose for models has been followed, so that no request finds another version.
        nameof(CardPublisher), ServiceLifecycleStage.Active + 1, _ => JoinAsync(), _ => DrainAsync());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Held by a task each: the timer must tick while a membership change is awaited.
        models.Changed += Send;
        await Task.WhenAll(FollowMembershipAsync(stoppingToken), RepeatAsync(stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        models.Changed -= Send;
    }

    private Task JoinAsync()
    {
        _hasJoined = true;
        Send();
        return Task.CompletedTask;
    }

    private Task DrainAsync()
    {
        _isDraining = true;
        Send();
        return Task.CompletedTask;
    }

    private async Task RepeatAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.CardPeriod, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            Send();
        }
    }

    private async Task FollowMembershipAsync(CancellationToken stopping)
    {
        await foreach (var _ in membership.MembershipUpdates.WithCancellation(stopping))
        {
            picture.Retain(membership.CurrentSnapshot.Members.Values
                .Where(static member => member.Status is SiloStatus.Joining or SiloStatus.Active)
                .Select(static member => member.SiloAddress)
                .ToHashSet());
            Send();
        }
    }

    private void Send()
    {
        if (!_hasJoined)
        {
            return;
        }

        var card = CreateCard();
        if (!picture.TryUpdate(card))
        {
            picture.Introduce(card, [.. handlers.Handlers.Select(static handler => handler.Capability)]);
        }

        foreach (var member in membership.CurrentSnapshot.Members.Values)
        {
            if (member.Status == SiloStatus.Active && !member.SiloAddress.Equals(local.SiloAddress))
            {
                _ = SendAsync(member.SiloAddress, card);
            }
        }
    }

    private async Task SendAsync(SiloAddress silo, SiloCard card)
    {
        try
        {
            await cards.Of(silo).ReportAsync(card);
        }
        catch (Exception exception)
        {
            // The next card follows in a second, and a silo that is gone leaves by way of the membership.
            LogNotSent(silo, exception.GetType().Name);
        }
    }

    private SiloCard CreateCard() => new(
        local.SiloAddress,
        local.Name,
        Interlocked.Increment(ref _sequence),
        _isDraining,
        [
            .. handlers.Handlers.Select(handler => new OfferCard(
                handler.Capability.Name,
                handler.Capability.Version,
                handler.Readiness,
                handler.Device,
                handler.Lanes,
                ReplicaLoad.From(handler.Load),
                devices.IsAccelerator(handler.Device))),
        ],
        devices.Read(),
        models.List());

    [LoggerMessage(LogLevel.Debug, "The card for silo {Silo} was not sent: {Failure}.")]
    private partial void LogNotSent(SiloAddress silo, string failure);
}
