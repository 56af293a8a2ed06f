using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Models;

/// <summary>One model by name: the versions of it that serve, and how they are replaced while they do.</summary>
/// <remarks>
/// Thread-safe. Changes are made one at a time; requests see one immutable set of versions and wait for nothing. A change loads and warms up
/// what is new beside what serves, then switches, then waits for the last who use the old; if anything new is broken, the old goes on serving.
/// </remarks>
internal sealed partial class ModelEntry(
    string name, ModelPreparation preparation, EvictionClock clock, Action changed, ModelRepositoryOptions options, TimeProvider time, ILogger logger)
{
    private readonly ModelChanges _changes = new();
    private readonly ModelWorth _worth = new(clock);
    private readonly ColdRequests _cold = new(options.MaxColdRequests);
    private readonly List<IModelBinding> _bindings = [];
    private readonly ModelAliases _aliases = new();
    private readonly ModelCondition _condition = new(name, retryPeriod: options.WatchPeriod, time);
    private readonly ModelDrain _drain = new(name, options.DrainTimeout, time, logger);

    private int? _held;

    public string Name => name;

    /// <summary>Whether its files were there when the folders were last looked through. An engine may ask for a model that is not.</summary>
    public bool IsInstalled { get; set; }

    /// <inheritdoc cref="ModelCondition.Served"/>
    public ServedVersions Served => _condition.Served;

    /// <inheritdoc cref="ModelCondition.Readiness"/>
    public Readiness Readiness => _condition.Readiness;

    /// <summary>What keeping it in memory is worth, beside other models.</summary>
    public double Worth => _worth.Of(Served);

    public ModelStatus ToStatus() => _condition.ToStatus();

    /// <summary>Counts a use.</summary>
    public void Touch() => _worth.Touch();

    /// <summary>Begins a use of a version, loading the model first if it is not in memory.</summary>
    /// <param name="version">A number, an alias, or <see langword="null"/> for the one that serves.</param>
    /// <param name="cancellationToken">Ends the wait for a load, which goes on for others.</param>
    public async ValueTask<EngineOutcome<LoadedModel>> AcquireAsync(string? version, CancellationToken cancellationToken)
    {
        // A model found may be replaced before it is entered; then there is another. More than a few times in a row is no chance any more.
        for (var attempt = 0; attempt < 8; attempt++)
        {
            if (Served.Find(version) is { } model)
            {
                if (model.TryEnter())
                {
                    Touch();
                    return model;
                }

                continue;
            }

            if (Served.Default is not null)
            {
                return new WorkError(WorkErrorCode.UnknownModel, $"The version asked for does not serve. Serving: {string.Join(", ", Served.Models.Select(static served => served.Version))}.");
            }

            if (await WarmAsync(cancellationToken) is { } error)
            {
                return error;
            }
        }

        return new WorkError(WorkErrorCode.NotReady, "The model is being changed. Try again.") { RetryAfter = TimeSpan.FromSeconds(1) };
    }

    /// <summary>Has the model loaded for a request that waits.</summary>
    /// <returns><see langword="null"/> when it is there, else why not.</returns>
    public async Task<WorkError?> WarmAsync(CancellationToken cancellationToken)
    {
        if (_condition.IsOutOfReach)
        {
            return Readiness.ToError();
        }

        return await _cold.WaitAsync(() => _changes.RunAsync(() => LoadAsync(_held, reload: false), CancellationToken.None), cancellationToken);
    }

    /// <summary>Loads what its policy says, or one version and keeps to it. Does nothing when that is what serves, unless it is to be loaded anew.</summary>
    public Task<ModelLoad> LoadAsync(int? version, bool reload, CancellationToken cancellationToken) => _changes.RunAsync(() => HoldAsync(version, reload), cancellationToken);

    /// <summary>Follows a change of the folder: keeps to a version that an operator chose, and to having been unloaded by one.</summary>
    public Task<ModelLoad> FollowAsync(CancellationToken cancellationToken) => _changes.RunAsync(
        () => _condition.IsUnloaded ? Task.FromResult<ModelLoad>(_condition.Unloaded) : LoadAsync(_held, reload: false), cancellationToken);

    /// <summary>Goes back to the version that served before the last change.</summary>
    public Task<ModelLoad> RollBackAsync(CancellationToken cancellationToken) => _changes.RunAsync(
        () => _condition.Previous is { } previous
            ? HoldAsync(previous, reload: false)
            : Task.FromResult<ModelLoad>(Readiness.NotReady($"No other version of the model '{name}' has served before.", "Load the version that you want by its number.")),
        cancellationToken);

    /// <summary>Gives a version that serves another name, or takes the name away.</summary>
    public Task<WorkError?> RenameAsync(ModelChange change, CancellationToken cancellationToken) => _changes.RunAsync(
        () =>
        {
            var problem = _aliases.Change(change, Served);
            if (problem is null)
            {
                ShowAliases();
            }

            return Task.FromResult(problem);
        },
        cancellationToken);

    /// <summary>Makes a change that an operator chose while this silo was not there. What serves goes on if that cannot be had any more.</summary>
    public Task RestoreAsync(ModelChange change, CancellationToken cancellationToken) => change.Action switch
    {
        ModelAction.Load => _changes.RunAsync(() => RestoreLoadAsync(change), cancellationToken),
        ModelAction.Unload => UnloadAsync(cancellationToken),
        ModelAction.SetAlias or ModelAction.RemoveAlias => _changes.RunAsync(
            () =>
            {
                _aliases.Restore(change);
                ShowAliases();
                return Task.FromResult(true);
            },
            cancellationToken),

        // From a newer silo.
        _ => Task.CompletedTask,
    };

    /// <summary>Takes it out of memory until an operator has it loaded again. Completes when its memory is given back, or after the drain timeout.</summary>
    public Task<bool> UnloadAsync(CancellationToken cancellationToken) => _changes.RunAsync(
        async () =>
        {
            _condition.Unload();
            return await RemoveAsync(_condition.Unloaded);
        },
        cancellationToken);

    /// <summary>Takes it out of memory to make room, if nobody uses or changes it now. The next request has it loaded again.</summary>
    public Task<bool> TryEvictAsync() => _changes.TryRunAsync(async () =>
    {
        if (!Served.IsIdle)
        {
            return false;
        }

        LogEvicted(name);
        await RemoveAsync(problem: null);
        return true;
    });

    /// <summary>Gives an engine the model, now and whenever it changes.</summary>
    public Task<bool> BindAsync(IModelBinding binding, CancellationToken cancellationToken) => _changes.RunAsync(
        async () =>
        {
            _bindings.Add(binding);
            if (Served.Default is not { } model)
            {
                return (await LoadAsync(_held, reload: false)).IsReady;
            }

            var (view, problem) = preparation.MakeView(model, binding);
            binding.Switch(problem is null ? model : null, view, problem);
            return problem is null;
        },
        cancellationToken);

    /// <summary>Loads a version and keeps to it, or to none when none is given. What was kept to before stays so if that fails.</summary>
    private async Task<ModelLoad> HoldAsync(int? version, bool reload)
    {
        var load = await LoadAsync(version, reload);
        if (load.IsReady)
        {
            _held = version;
        }

        return load;
    }

    private async Task<bool> RestoreLoadAsync(ModelChange change)
    {
        if (change.Version is { } chosen && !preparation.IsInstalled(chosen))
        {
            LogChoiceGone(name, chosen);
        }
        else if ((await HoldAsync(change.Version, reload: false)).IsReady)
        {
            // What served here meanwhile, if anything did, is not what the operator had before.
            _condition.Previous = change.Previous ?? _condition.Previous;
            return true;
        }

        return Served.Default is not null || (await LoadAsync(version: null, reload: false)).IsReady;
    }

    private async Task<ModelLoad> LoadAsync(int? version, bool reload)
    {
        try
        {
            var old = Served;
            var next = await preparation.PrepareAsync(old, version, reload, _bindings);
            if (next.Served is not { Default: { } serving } served)
            {
                Fail(next.Problem);
                return next.Problem;
            }

            Switch(served, next.Views);
            await _drain.RetireAsync(old.Models.Except(served.Models));
            return serving;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var unreadable = Readiness.NotReady($"The folder of the model '{name}' cannot be read.", "Let the silo's account read it.");
            Fail(unreadable);
            return unreadable;
        }
    }

    private void Fail(Readiness problem)
    {
        _condition.Fail(problem);
        if (IsInstalled)
        {
            LogNotLoaded(name, problem.Reason, problem.Remedy);
        }

        foreach (var binding in _bindings.Where(static binding => !binding.HasModel))
        {
            binding.Switch(null, null, problem);
        }

        changed();
    }

    private void Switch(ServedVersions served, IReadOnlyDictionary<IModelBinding, PreparedView> views)
    {
        var before = Served.Default;
        if (before is not null && before.Version != served.Default!.Version)
        {
            _condition.Previous = before.Version;
        }

        _condition.Serve(_aliases.Over(served));
        foreach (var (binding, (view, problem)) in views)
        {
            binding.Switch(view is null ? null : served.Default, view, problem);
        }

        changed();
        if (before != served.Default)
        {
            LogServes(name, served.Default!.Version);
        }
    }

    private void ShowAliases()
    {
        _condition.Served = _aliases.Over(Served);
        changed();
    }

    private async Task<bool> RemoveAsync(Readiness? problem)
    {
        var old = Served;
        _condition.Served = ServedVersions.None;
        _worth.Reset();
        _bindings.ForEach(binding => binding.Switch(null, null, problem));
        changed();
        if (!await _drain.RetireAsync(old.Models))
        {
            return false;
        }

        ProcessMemory.GiveBack();
        return true;
    }

    [LoggerMessage(LogLevel.Information, "The model {Model} serves version {Version}.")]
    private partial void LogServes(string model, int version);

    [LoggerMessage(LogLevel.Warning, "Version {Version} of the model {Model}, which an operator chose, is not installed any more: the model serves as its version policy says.")]
    private partial void LogChoiceGone(string model, int version);

    [LoggerMessage(LogLevel.Information, "The model {Model} is unloaded to make room.")]
    private partial void LogEvicted(string model);

    [LoggerMessage(LogLevel.Warning, "The model {Model} is not loaded: {Reason} {Remedy}")]
    private partial void LogNotLoaded(string model, string? reason, string? remedy);
}
