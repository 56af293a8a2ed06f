using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Models;

/// <summary>Loads at start what is to be there from the start, and from then on looks through the folders for what has changed.</summary>
/// <remarks>Looks rather than listens: files on network folders and in containers change without a notice.</remarks>
internal sealed partial class ModelWatcher(
    ModelRepository models, IOptions<ModelRepositoryOptions> options, TimeProvider time, ILogger<ModelWatcher> logger) : BackgroundService
{
    private readonly Dictionary<string, string> _stamps = new(StringComparer.Ordinal);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var folders = models.Refresh();
        foreach (var (name, folder) in folders)
        {
            _stamps[name] = ModelLoader.StampOf(folder);
        }

        await Task.WhenAll(folders.Where(IsForTheStart).Select(model => models.LoadAsync(model.Key, cancellationToken)));
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Looks once for what has changed since the last time, and follows it.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var folders = models.Refresh();
        foreach (var name in folders.Keys.Union(_stamps.Keys, StringComparer.Ordinal).ToList())
        {
            var stamp = folders.TryGetValue(name, out var folder) ? ModelLoader.StampOf(folder) : "";
            if (stamp == _stamps.GetValueOrDefault(name, ""))
            {
                continue;
            }

            _stamps[name] = stamp;
            if (models.Find(name) is { } entry)
            {
                await FollowAsync(entry, isGone: stamp.Length == 0, cancellationToken);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Control == ModelControl.None)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.WatchPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogUnreadable(exception.GetType().Name);
            }
        }
    }

    private bool IsForTheStart(KeyValuePair<string, ModelFolder> model) => options.Value.Control != ModelControl.Explicit
        || options.Value.Load.Contains(model.Key)
        || (ModelLoader.TryReadSettings(model.Key, model.Value, out var settings, out _) && settings.Pinned);

    /// <summary>Follows everything where the folder decides; otherwise only tries again what could not be loaded as it was.</summary>
    private async Task FollowAsync(ModelEntry entry, bool isGone, CancellationToken cancellationToken)
    {
        if (options.Value.Control == ModelControl.Watch)
        {
            LogChanged(entry.Name);
            await (isGone ? entry.UnloadAsync(cancellationToken) : (Task)entry.FollowAsync(cancellationToken));
        }
        else if (!isGone && !entry.Readiness.IsReady)
        {
            await entry.FollowAsync(cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "The folder of the model {Model} has changed.")]
    private partial void LogChanged(string model);

    [LoggerMessage(LogLevel.Warning, "The model repository folder cannot be read: {Failure}.")]
    private partial void LogUnreadable(string failure);
}
