using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Grains.Models;

/// <summary>Has this silo do what operators chose before it was there, or could be told: when it joins, before others know of its models, and from then on when something is new.</summary>
internal sealed partial class ModelChoiceFollower(
    ModelChoiceStore store,
    IModelRepository models,
    ILocalSiloDetails local,
    IOptions<ModelRepositoryOptions> options,
    TimeProvider time,
    ILogger<ModelChoiceFollower> logger) : BackgroundService, ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The models that were changed by following after an operator changed them here, if one did. What was followed may be older than that, so that what comes
    // next is followed though this silo was told. Bounded by the models that operators changed.
    private readonly ConcurrentDictionary<string, bool> _followed = new(StringComparer.Ordinal);

    // What is known is of this run of the silo: one that starts again begins anew.
    private long _known;
    private bool _isKnown;

    private bool Follows => store.Keeps && options.Value.Control != ModelControl.None;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(ModelChoiceFollower), ServiceLifecycleStage.Active, FollowAtStartAsync);

    /// <summary>Takes note that an operator is about to change a model here, so that it need not be followed when it is read.</summary>
    public void Note(ModelChange change) => _followed.TryRemove(change.Model, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!Follows)
        {
            return;
        }

        await _joined.Task.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.WatchPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryFollowAsync(stoppingToken);
        }
    }

    private async Task FollowAtStartAsync(CancellationToken cancellationToken)
    {
        if (Follows)
        {
            await TryFollowAsync(cancellationToken);
        }

        _joined.SetResult();
    }

    private async Task TryFollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FollowAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogNotFollowed(exception.GetType().Name);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        // A store that does not answer keeps no silo from starting; what was chosen is followed when it does.
        var choices = await store.ReadAsync(_known).WaitAsync(s_patience, time, cancellationToken);
        await Task.WhenAll(ModelChoices.Of(choices, local.Name, model => _isKnown && !_followed.ContainsKey(model)).Select(change => FollowAsync(change, cancellationToken)));
        _isKnown = true;
        if (!choices.IsEmpty)
        {
            _known = choices[^1].Revision;
        }
    }

    private async Task FollowAsync(ModelChange change, CancellationToken cancellationToken)
    {
        await models.RestoreAsync(change, cancellationToken);
        _followed[change.Model] = true;
    }

    [LoggerMessage(LogLevel.Warning, "What operators chose for models could not be followed yet: {Failure}. It is tried again.")]
    private partial void LogNotFollowed(string failure);
}
