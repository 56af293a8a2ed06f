using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Models.Ledgers;
using WorkerGrains.Engines.Onnx;
using WorkerGrains.Tests.Engines.Devices;

namespace WorkerGrains.Tests.Engines.Models;

/// <summary>A model repository folder that lasts as long as a test.</summary>
internal sealed class TemporaryModels : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("workergrains-models-").FullName;

    public TemporaryModels Add(string name, string version, string source)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, name, version)).FullName;
        File.Copy(source, System.IO.Path.Combine(folder, "model.onnx"));
        return this;
    }

    public TemporaryModels AddTiny(string name, string version, string file) => Add(name, version, SharedFiles.PathOrSkip("models", "tiny", file));

    /// <summary>Adds a model for the scripted runtime whose file has so many megabytes: a number with spaces behind it.</summary>
    public TemporaryModels AddScripted(string name, int megabytes, string settings = "{}")
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, name, "1")).FullName;
        File.WriteAllText(System.IO.Path.Combine(folder, "model.onnx"), "42".PadRight(megabytes * 1024 * 1024));
        return Write(name, "model.json", settings);
    }

    public TemporaryModels Write(string name, string file, string text)
    {
        // Anew, because a copy of a file that may not be written is such a file.
        File.Delete(System.IO.Path.Combine(Path, name, file));
        File.WriteAllText(System.IO.Path.Combine(Path, name, file), text);
        return this;
    }

    /// <summary>Copies a file beside the versions, under its own name unless told another.</summary>
    public TemporaryModels Copy(string name, string source, string? file = null)
    {
        File.Copy(source, System.IO.Path.Combine(Path, name, file ?? System.IO.Path.GetFileName(source)));
        return this;
    }

    /// <summary>A repository over the folder.</summary>
    public ModelRepository Open(Action<ModelRepositoryOptions>? configure = null, TimeProvider? time = null) =>
        OpenWith(Options(configure), time, new OnnxRuntimeLoader(Microsoft.Extensions.Options.Options.Create(new OnnxOptions())));

    public static ModelRepository OpenWith(IOptions<ModelRepositoryOptions> options, TimeProvider? time, params IModelRuntime[] runtimes)
    {
        var devices = TestDevices.Create();
        return OpenWith(options, time, devices, TestDevices.LedgersOf(devices, options, static _ => 0), NullLogger<ModelRepository>.Instance, runtimes);
    }

    /// <summary>A repository of models that run on devices as the test says.</summary>
    public static ModelRepository OpenWith(
        IOptions<ModelRepositoryOptions> options,
        TimeProvider? time,
        DeviceCatalog devices,
        MemoryLedgers ledgers,
        ILogger<ModelRepository> logger,
        params IModelRuntime[] runtimes) => new(
        new ModelLoader(options, runtimes, devices, NullLogger<ModelLoader>.Instance), ledgers, options, time ?? TimeProvider.System, logger);

    public IOptions<ModelRepositoryOptions> Options(Action<ModelRepositoryOptions>? configure = null)
    {
        var options = new ModelRepositoryOptions { Path = Path };
        configure?.Invoke(options);
        return Microsoft.Extensions.Options.Options.Create(options);
    }

    /// <summary>The models that ship.</summary>
    public static ModelRepository OpenShipped()
    {
        var options = Microsoft.Extensions.Options.Options.Create(new ModelRepositoryOptions());
        return OpenWith(options, time: null, new OnnxRuntimeLoader(Microsoft.Extensions.Options.Options.Create(new OnnxOptions())));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
