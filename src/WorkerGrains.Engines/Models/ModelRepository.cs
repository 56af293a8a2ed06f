using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Models;

/// <summary>Finds models in folders, loads them and owns what they hold in memory.</summary>
/// <remarks>
/// Thread-safe. One for each silo, so that a model is in memory once, whoever uses it. A model is loaded when it is first asked for; all
/// who ask meanwhile wait for the same load. What could not be loaded is looked for anew the next time.
/// </remarks>
internal sealed partial class ModelRepository(
    IOptions<ModelRepositoryOptions> options, IOptions<OnnxOptions> onnx, OnnxAccelerator accelerator, ILogger<ModelRepository> logger) : IDisposable
{
    private const string SettingsFileName = "model.json";
    private const int MaxSettingsBytes = 1024 * 1024;

    private readonly IReadOnlyList<string> _roots = RootsOf(options.Value);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<ModelLoad>> _loads = new(StringComparer.Ordinal);
    private bool _isDisposed;

    /// <summary>Loads the highest version of a model, or returns it at once when it is loaded.</summary>
    /// <param name="name">Its name: the name of its folder.</param>
    /// <param name="cancellationToken">Ends the wait; the load goes on for whoever else waits.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public Task<ModelLoad> LoadAsync(string name, CancellationToken cancellationToken)
    {
        if (!ModelName.IsValid(name))
        {
            return Task.FromResult<ModelLoad>(Readiness.NotReady("The name of a model is not valid.", ModelName.Rule));
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_loads.TryGetValue(name, out var load))
            {
                load = Task.Run(() => LoadOnce(name), CancellationToken.None);
                _loads.Add(name, load);
            }

            return load.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var load in _loads.Values)
            {
                _ = load.ContinueWith(
                    static load => load.Result.Model?.Onnx.Dispose(),
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
            }

            _loads.Clear();
        }
    }

    private ModelLoad LoadOnce(string name)
    {
        var isLoaded = false;
        try
        {
            var load = Load(name);
            isLoaded = load.IsReady;
            return load;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Readiness.NotReady($"The folder of the model '{name}' cannot be read.", "Let the silo's account read it.");
        }
        finally
        {
            if (!isLoaded)
            {
                lock (_gate)
                {
                    _loads.Remove(name);
                }
            }
        }
    }

    private ModelLoad Load(string name)
    {
        var started = Stopwatch.GetTimestamp();
        if (ModelFolder.Find(_roots, name) is not { } folder)
        {
            return Readiness.NotReady(
                $"The model '{name}' is not installed.", $"Put {ModelFolder.ModelFileName} into {name}/1/ of the model repository folder (Models:Path).");
        }

        if (folder.HasLinks)
        {
            return Readiness.NotReady($"The model '{name}' is installed by way of a link, and links are not followed.", "Copy its files into the model repository folder.");
        }

        if (!TryReadSettings(folder, out var settings, out var problem))
        {
            return Readiness.NotReady($"The {SettingsFileName} of the model '{name}' {problem}.", $"Correct {SettingsFileName}, or remove it to use what the model says of itself.");
        }

        var loadOptions = new OnnxLoadOptions
        {
            Runtime = onnx.Value,
            Accelerator = settings.Device == ModelDevice.Cpu ? null : accelerator,
            Threads = settings.Threads,
            HasFixedShapes = settings.Image is not null,
        };
        if (!OnnxModel.TryLoad(folder.ModelPath, loadOptions, out var model, out var failure))
        {
            if (failure.Detail is { } detail)
            {
                LogRefused(name, folder.Version, detail.Replace(folder.ModelPath, ModelFolder.ModelFileName, StringComparison.Ordinal));
            }

            return Readiness.NotReady($"Version {folder.Version} of the model '{name}' cannot be loaded. {failure.Reason}", failure.Remedy);
        }

        LogLoaded(name, folder.Version, model.Device, Stopwatch.GetElapsedTime(started));
        return new LoadedModel(name, folder, settings, model);
    }

    private static bool TryReadSettings(ModelFolder folder, [NotNullWhen(true)] out ModelSettings? settings, [NotNullWhen(false)] out string? problem)
    {
        if (!folder.Has(SettingsFileName))
        {
            settings = ModelSettings.Default;
            problem = null;
            return true;
        }

        if (folder.TryRead(SettingsFileName, MaxSettingsBytes) is { } json)
        {
            return ModelSettingsReader.TryRead(json, out settings, out problem);
        }

        settings = null;
        problem = "is a link or larger than 1 MiB";
        return false;
    }

    private static IReadOnlyList<string> RootsOf(ModelRepositoryOptions options)
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "models");
        return string.IsNullOrWhiteSpace(options.Path) ? [shipped] : [Path.GetFullPath(options.Path), shipped];
    }

    [LoggerMessage(LogLevel.Information, "Loaded version {Version} of the model {Model} on {Device} in {Elapsed}.")]
    private partial void LogLoaded(string model, int version, string device, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Warning, "Version {Version} of the model {Model} cannot be loaded: {Detail}")]
    private partial void LogRefused(string model, int version, string detail);
}
