using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
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

    // What is known is of this run of the silo: one that starts again begins anew.
    private long _known;
    private bool _isKnown;
    private long _told;

    private bool Follows => store.Keeps && options.Value.Control != ModelControl.None;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(ModelChoiceFollower), ServiceLifecycleStage.Active, FollowAtStartAsync);

    /// <summary>Takes note that an operator changes a model here: what was read of older choices before that is not followed any more.</summary>
    public void NoteChange() => Interlocked.Increment(ref _told);

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
        var told = Volatile.Read(ref _told);

        // A store that does not answer keeps no silo from starting; what was chosen is followed when it does.
        var choices = await store.ReadAsync(_known).WaitAsync(s_patience, time, cancellationToken);
        if (told != Volatile.Read(ref _told))
        {
            // An operator was here meanwhile: what was read may be older than that.
            return;
        }

        await Task.WhenAll(ModelChoices.Of(choices, local.Name, isStarting: !_isKnown).Select(change => models.RestoreAsync(change, cancellationToken)));
        _isKnown = true;
        if (!choices.IsEmpty)
        {
            _known = choices[^1].Revision;
        }
    }

    [LoggerMessage(LogLevel.Warning, "What operators chose for models could not be followed yet: {Failure}. It is tried again.")]
    private partial void LogNotFollowed(string failure);
}
