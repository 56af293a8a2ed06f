using System.Globalization;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models.Ledgers;

namespace WorkerGrains.Engines.Models;

/// <summary>Loads and warms up the versions of a model that are to serve next, beside those that serve.</summary>
/// <remarks>Not thread-safe: the model's entry makes one change at a time. What it loaded and is not to serve after all, it lets go.</remarks>
/// <param name="name">The model's name.</param>
/// <param name="loader">Reads folders.</param>
/// <param name="ledgers">Say what fits where.</param>
/// <param name="makeRoom">Unloads other models from a device until so many bytes fit.</param>
/// <param name="time">Measures what it costs to have the model.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ModelPreparation(
    string name, ModelLoader loader, MemoryLedgers ledgers, Func<MemoryLedger, long, Task> makeRoom, TimeProvider time, ILogger logger)
{
    /// <summary>Makes ready what is to serve.</summary>
    /// <param name="old">What serves now; versions of it whose files have not changed go on.</param>
    /// <param name="version">The version that is to be the default; <see langword="null"/> for the highest that the model's policy says.</param>
    /// <param name="reload">Whether versions that have not changed are loaded anew too.</param>
    /// <param name="bindings">The engines that run the default version. One that serves now must be able to run the new one too.</param>
    /// <exception cref="IOException">The model's folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The model's folder may not be read.</exception>
    public async Task<PreparedVersions> PrepareAsync(ServedVersions old, int? version, bool reload, IReadOnlyList<IModelBinding> bindings)
    {
        if (loader.FindFolder(name) is not { } folder)
        {
            return ModelLoader.NotInstalled(name);
        }

        if (!ModelLoader.TryReadSettings(name, folder, out var settings, out var problem))
        {
            return problem;
        }

        var files = settings.Versions.Choose(folder.Files);
        var target = version is { } wanted ? folder.Find(wanted) : files.Count > 0 ? files[0] : null;
        if (target is null)
        {
            return NotThere(version, folder);
        }

        var views = new Dictionary<IModelBinding, PreparedView>();
        var (serving, refused) = await PrepareAsync(folder, target, settings, old, reload, model => model == old.Default ? null : MakeViews(model, bindings, views));
        if (serving is null)
        {
            return refused!;
        }

        var models = new List<LoadedModel> { serving };
        foreach (var file in files.Where(file => file != target))
        {
            // A version beside the default that cannot be loaded keeps no other from serving.
            (var beside, refused) = await PrepareAsync(folder, file, settings, old, reload, static _ => null);
            if (beside is not null)
            {
                models.Add(beside);
            }
            else
            {
                LogNotLoaded(name, refused!.Reason, refused.Remedy);
            }
        }

        return PreparedVersions.Of(new ServedVersions([.. models.OrderByDescending(static model => model.Version)], serving, settings.Aliases), views);
    }

    /// <summary>Whether a version is among the model's files.</summary>
    public bool IsInstalled(int version)
    {
        try
        {
            return loader.FindFolder(name)?.Find(version) is not null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private Readiness NotThere(int? version, ModelFolder folder) => Readiness.NotReady(
        version is null
            ? $"The model '{name}' has none of the versions that its model.json names."
            : string.Create(CultureInfo.InvariantCulture, $"Version {version} of the model '{name}' is not installed."),
        $"Installed: {string.Join(", ", folder.Files.Select(static file => file.Version))}.");

    /// <summary>Takes one version over from those that serve, or loads it.</summary>
    private async Task<(LoadedModel? Model, Readiness? Problem)> PrepareAsync(
        ModelFolder folder, ModelFile file, ModelSettings settings, ServedVersions old, bool reload, Func<LoadedModel, Readiness?> makeViews)
    {
        if (!reload && old.Models.FirstOrDefault(model => model.IsSame(folder, file)) is { } same)
        {
            return makeViews(same) is { } problem ? (null, problem) : (same, null);
        }

        if (!loader.TryFindDevices(name, file, settings, out var devices, out var nowhere))
        {
            return (null, nowhere);
        }

        var load = await ledgers.LoadAsync(file, devices, LoadOn, makeRoom);
        return load.IsReady ? (load.Model, null) : (null, load.Readiness);

        ModelLoad LoadOn(Device device)
        {
            if (!device.IsAccelerator && devices[0].IsAccelerator)
            {
                LogNoRoomOnGpu(name, file.Version);
            }

            return Load(folder, file, settings, device, makeViews);
        }
    }

    private ModelLoad Load(ModelFolder folder, ModelFile file, ModelSettings settings, Device device, Func<LoadedModel, Readiness?> makeViews)
    {
        var load = loader.Load(name, folder, file, settings, device);
        if (!load.IsReady)
        {
            return load;
        }

        var started = time.GetTimestamp();
        var problem = ModelWarmUp.TryRun(load.Model) ?? makeViews(load.Model);
        load.Model.LoadTime += time.GetElapsedTime(started);
        if (problem is null)
        {
            return load;
        }

        load.Model.Retire();
        return problem;
    }

    private Readiness? MakeViews(LoadedModel model, IReadOnlyList<IModelBinding> bindings, Dictionary<IModelBinding, PreparedView> views)
    {
        foreach (var binding in bindings)
        {
            var view = MakeView(model, binding);
            if (view.Problem is not null && binding.HasModel)
            {
                return view.Problem;
            }

            views[binding] = view;
        }

        return null;
    }

    /// <summary>Has one engine make ready what it runs.</summary>
    public PreparedView MakeView(LoadedModel model, IModelBinding binding)
    {
        try
        {
            binding.TryPrepare(model, CancellationToken.None, out var view, out var problem);
            return new PreparedView(view, problem);
        }
        catch (Exception exception)
        {
            LogWarmUpFailed(name, model.Version, exception.GetType().Name);
            return new PreparedView(null, Readiness.NotReady(
                $"Version {model.Version} of the model '{name}' fails on the inputs that it is warmed up with.", "Check the model with the tool that exported it."));
        }
    }

    [LoggerMessage(LogLevel.Warning, "No GPU has room for version {Version} of the model {Model}: it is loaded on the processors. Unload a model, or allow models more of a GPU's memory (Models:GpuMemoryShare).")]
    private partial void LogNoRoomOnGpu(string model, int version);

    [LoggerMessage(LogLevel.Warning, "A version of the model {Model} is not loaded: {Reason} {Remedy}")]
    private partial void LogNotLoaded(string model, string? reason, string? remedy);

    [LoggerMessage(LogLevel.Warning, "Version {Version} of the model {Model} failed while it was warmed up: {Failure}.")]
    private partial void LogWarmUpFailed(string model, int version, string failure);
}
