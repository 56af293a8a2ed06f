using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Engines.Models;

/// <summary>Takes models from their folders into memory.</summary>
/// <remarks>Thread-safe; remembers nothing.</remarks>
internal sealed partial class ModelLoader(
    IOptions<ModelRepositoryOptions> options, IEnumerable<IModelRuntime> runtimes, DeviceCatalog devices, ILogger<ModelLoader> logger)
{
    private const string SettingsFileName = "model.json";
    private const int MaxSettingsBytes = 1024 * 1024;

    private static readonly ModelLoadFailure s_noGpu = new(
        "Its model.json wants a GPU ('device'), and this silo has none that it can use.", "Start a silo built for CUDA on a machine with a GPU, or allow the model other devices.");

    private readonly IReadOnlyList<string> _roots = RootsOf(options.Value);
    private readonly IReadOnlyList<IModelRuntime> _runtimes = [.. runtimes];

    /// <summary>The models that are installed, by name.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public IReadOnlyDictionary<string, ModelFolder> FindFolders()
    {
        var folders = new Dictionary<string, ModelFolder>(StringComparer.Ordinal);
        foreach (var name in ModelFolder.Names(_roots))
        {
            if (FindFolder(name) is { } folder)
            {
                folders.Add(name, folder);
            }
        }

        return folders;
    }

    /// <summary>Where a model lies, or <see langword="null"/> when it is not installed.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public ModelFolder? FindFolder(string name) => ModelFolder.Find(_roots, name, [.. _runtimes.Select(static runtime => runtime.FileName)]);

    /// <summary>What to say of a model that is not installed.</summary>
    public static Readiness NotInstalled(string name) => Readiness.NotReady(
        $"The model '{name}' is not installed.", $"Put model.onnx into {name}/1/ of the model repository folder (Models:Path).");

    /// <summary>When what is said of a model beside its versions last changed, as a value to compare.</summary>
    public static long SettingsStampOf(ModelFolder folder) => folder.Written(SettingsFileName).Ticks;

    /// <summary>When anything that decides what is served of a model last changed, as a value to compare.</summary>
    public static string StampOf(ModelFolder folder) =>
        $"{SettingsStampOf(folder)}:{string.Join(',', folder.Files.Select(static file => $"{file.Version}/{file.Length}/{file.Written.Ticks}"))}";

    /// <summary>Reads <c>model.json</c>.</summary>
    public static bool TryReadSettings(string name, ModelFolder folder, [NotNullWhen(true)] out ModelSettings? settings, [NotNullWhen(false)] out Readiness? problem)
    {
        settings = ModelSettings.Default;
        problem = null;
        if (!folder.Has(SettingsFileName))
        {
            return true;
        }

        string? wrong = null;
        if (folder.TryRead(SettingsFileName, MaxSettingsBytes) is not { } json)
        {
            wrong = "is a link or larger than 1 MiB";
        }
        else if (ModelSettingsReader.TryRead(json, out settings, out wrong))
        {
            return true;
        }

        settings = null;
        problem = Readiness.NotReady($"The {SettingsFileName} of the model '{name}' {wrong}.", $"Correct {SettingsFileName}, or remove it to use what the model says of itself.");
        return false;
    }

    /// <summary>The devices that a version may run on, those that it prefers first.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="file">The version.</param>
    /// <param name="settings">What the model's folder says about it.</param>
    /// <param name="allowed">The devices.</param>
    /// <param name="problem">Why there are none.</param>
    public bool TryFindDevices(string name, ModelFile file, ModelSettings settings, out IReadOnlyList<Device> allowed, [NotNullWhen(false)] out Readiness? problem)
    {
        var canUseGpus = settings.Device != ModelDevice.Cpu && RuntimeOf(file).CanUseGpus;
        allowed = [.. devices.ForModels.Where(device => device.IsAccelerator ? canUseGpus : settings.Device != ModelDevice.Gpu)];
        problem = allowed.Count > 0 ? null : CannotBeLoaded(name, file, s_noGpu);
        return problem is null;
    }

    /// <summary>Loads one version on a device. Takes as long as the model is large: call it where blocking is fine.</summary>
    public ModelLoad Load(string name, ModelFolder folder, ModelFile file, ModelSettings settings, Device device)
    {
        var started = Stopwatch.GetTimestamp();
        if (folder.HasLinks(file))
        {
            return Readiness.NotReady($"The model '{name}' is installed by way of a link, and links are not followed.", "Copy its files into the model repository folder.");
        }

        var runtime = RuntimeOf(file);
        if (settings.Engine is { } engine && engine != runtime.Name)
        {
            return Readiness.NotReady(
                $"The {SettingsFileName} of the model '{name}' asks for the engine '{engine}', but version {file.Version} is a file of '{runtime.Name}'.",
                $"Correct the key 'engine', or install the file that it names.");
        }

        if (!TryLoad(runtime, file, settings, device, out var session, out var failure))
        {
            if (failure.Detail is { } detail)
            {
                LogRefused(name, file.Version, detail.Replace(file.Path, file.FileName, StringComparison.Ordinal));
            }

            return CannotBeLoaded(name, file, failure);
        }

        var model = new LoadedModel(name, folder, file, settings, runtime.Name, session) { LoadTime = Stopwatch.GetElapsedTime(started) };
        LogLoaded(name, file.Version, session.Device, model.LoadTime);
        return model;
    }

    private static Readiness CannotBeLoaded(string name, ModelFile file, ModelLoadFailure failure) =>
        Readiness.NotReady($"Version {file.Version} of the model '{name}' cannot be loaded. {failure.Reason}", failure.Remedy);

    private IModelRuntime RuntimeOf(ModelFile file) => _runtimes.First(runtime => runtime.FileName == file.FileName);

    private static bool TryLoad(
        IModelRuntime runtime,
        ModelFile file,
        ModelSettings settings,
        Device device,
        [NotNullWhen(true)] out IModelSession? session,
        [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        if (!runtime.TryLoad(file.Path, settings, device, out session, out failure))
        {
            return false;
        }

        failure = settings.Device == ModelDevice.Gpu && session.Device == Device.CpuId ? s_noGpu : SequenceDeclarations.FindMismatch(settings.Sequence, session);
        if (failure is null)
        {
            return true;
        }

        session.Dispose();
        session = null;
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
