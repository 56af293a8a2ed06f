using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models.Ledgers;

namespace WorkerGrains.Engines.Models;

/// <summary>The models of a silo, by name: those in memory, and those that lie in its folders and will be loaded when they are asked for.</summary>
/// <remarks>Thread-safe. One for each silo, so that a model is in memory once, whoever uses it, and stays when a grain comes and goes.</remarks>
internal sealed class ModelRepository(
    ModelLoader loader, MemoryLedgers ledgers, IOptions<ModelRepositoryOptions> options, TimeProvider time, ILogger<ModelRepository> logger) : IModelRepository, IDisposable
{
    private static readonly Readiness s_invalidName = Readiness.NotReady("The name of a model is not valid.", ModelName.Rule);

    // Holds only names that engines ask for or that are folders, so nobody's requests make it grow.
    private readonly ConcurrentDictionary<string, ModelEntry> _entries = new(StringComparer.Ordinal);
    private readonly EvictionClock _clock = new();
    private volatile bool _isDisposed;

    public event Action? Changed;

    /// <summary>What the models take of the devices' memory, and may take.</summary>
    public MemoryLedgers Ledgers => ledgers;

    /// <summary>An engine's hold on a model, which it has from when it starts the binding.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="create">Makes of the model what the engine runs.</param>
    /// <param name="warmUp">Runs that for the first time.</param>
    public ModelBinding<TModel> Bind<TModel>(string name, ModelView<TModel> create, Action<TModel, CancellationToken> warmUp)
        where TModel : class, IDisposable => new(EntryOf(name), create, warmUp);

    /// <summary>Loads the versions of a model that its policy says, or returns at once when they serve.</summary>
    /// <param name="name">Its name: the name of its folder.</param>
    /// <param name="cancellationToken">Ends the wait; the load goes on for whoever else waits.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public Task<ModelLoad> LoadAsync(string name, CancellationToken cancellationToken) => LoadAsync(name, version: null, reload: false, cancellationToken);

    /// <summary>Loads a model, or one version of it to keep to.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version; <see langword="null"/> for what its policy says.</param>
    /// <param name="reload">Whether what serves is to be loaded anew too.</param>
    /// <param name="cancellationToken">Ends the wait; the load goes on.</param>
    public async Task<ModelLoad> LoadAsync(string name, int? version, bool reload, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        return !ModelName.IsValid(name) ? s_invalidName
            : Find(name) is { } entry ? await entry.LoadAsync(version, reload, cancellationToken)
            : ModelLoader.NotInstalled(name);
    }

    /// <summary>A model by name, or <see langword="null"/> when none of that name is installed or asked for by an engine.</summary>
    public ModelEntry? Find(string name)
    {
        if (_entries.TryGetValue(name, out var entry))
        {
            return entry;
        }

        return ModelName.IsValid(name) && loader.FindFolder(name) is not null ? Installed(name) : null;
    }

    /// <summary>The models, by name; those that an engine asks for and nobody has installed are not among them.</summary>
    public ImmutableArray<ModelStatus> List() =>
    [
        .. _entries.Values.Where(static entry => entry.IsInstalled || entry.Served.Default is not null)
            .OrderBy(static entry => entry.Name, StringComparer.Ordinal)
            .Select(static entry => entry.ToStatus()),
    ];

    public async Task<(ModelStatus? Model, WorkError? Error)> ChangeAsync(ModelChange change, CancellationToken cancellationToken)
    {
        if (Find(change.Model) is not { } entry)
        {
            return (null, null);
        }

        if (options.Value.Control == ModelControl.None)
        {
            return (entry.ToStatus(), new WorkError(WorkErrorCode.InvalidInput, "The silo's models are fixed (Models:Control is None). Change the folder and restart the silo, or set Models:Control."));
        }

        var error = change.Action switch
        {
            ModelAction.Load => ErrorOf((await entry.LoadAsync(change.Version, reload: false, cancellationToken)).Readiness),
            ModelAction.Reload => ErrorOf((await entry.LoadAsync(change.Version, reload: true, cancellationToken)).Readiness),
            ModelAction.RollBack => ErrorOf((await entry.RollBackAsync(cancellationToken)).Readiness),
            ModelAction.Unload => ErrorOf(await entry.UnloadAsync(cancellationToken) ? Readiness.Ready : ModelDrain.StillUsed(change.Model)),
            ModelAction.SetAlias or ModelAction.RemoveAlias => await entry.RenameAsync(change, cancellationToken),

            // From a newer silo.
            _ => ErrorOf(Readiness.NotReady("This silo does not know the change.", "Bring it to the version of the others.")),
        };
        return (entry.ToStatus(), error);
    }

    public async Task RestoreAsync(ModelChange change, CancellationToken cancellationToken)
    {
        if (options.Value.Control != ModelControl.None && Find(change.Model) is { } entry)
        {
            await entry.RestoreAsync(change, cancellationToken);
        }
    }

    /// <summary>Looks through the folders, and takes up the models that have come.</summary>
    /// <returns>The models that are installed, by name.</returns>
    public IReadOnlyDictionary<string, ModelFolder> Refresh()
    {
        var folders = loader.FindFolders();
        foreach (var name in folders.Keys)
        {
            EntryOf(name);
        }

        foreach (var entry in _entries.Values)
        {
            entry.IsInstalled = folders.ContainsKey(entry.Name);
        }

        return folders;
    }

    public void Dispose()
    {
        _isDisposed = true;
        foreach (var entry in _entries.Values)
        {
            foreach (var model in entry.Served.Models)
            {
                model.Retire();
            }
        }
    }

    private static WorkError? ErrorOf(Readiness readiness) => readiness.IsReady ? null : readiness.ToError();

    private ModelEntry Installed(string name)
    {
        var entry = EntryOf(name);
        entry.IsInstalled = true;
        return entry;
    }

    private ModelEntry EntryOf(string name) => _entries.GetOrAdd(name, name => new ModelEntry(
        name,
        new ModelPreparation(name, loader, ledgers, (ledger, bytes) => MakeRoomAsync(name, ledger, bytes), time, logger),
        _clock,
        () => Changed?.Invoke(),
        options.Value,
        time,
        logger));

    /// <summary>Unloads idle models from a device, the least worth first, until so many bytes fit; none when all would not be enough.</summary>
    private async Task MakeRoomAsync(string forWhom, MemoryLedger ledger, long bytes)
    {
        // A model goes with all its versions, also one that is elsewhere: what serves of a model does not depend on where there was room.
        var candidates = _entries.Values
            .Where(entry => entry.Name != forWhom && entry.Served.IsIdle && entry.Served.MemoryOn(ledger.Device) > 0)
            .OrderBy(static entry => entry.Worth)
            .ToList();
        if (ledger.Room + candidates.Sum(entry => entry.Served.MemoryOn(ledger.Device)) < bytes)
        {
            return;
        }

        foreach (var candidate in candidates)
        {
            if (bytes <= ledger.Room)
            {
                return;
            }

            var worth = candidate.Worth;
            if (await candidate.TryEvictAsync())
            {
                _clock.AdvanceTo(worth);
            }
        }
    }
}
