using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

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

    public static ModelRepository OpenWith(IOptions<ModelRepositoryOptions> options, TimeProvider? time, params IModelRuntime[] runtimes) => new(
        new ModelLoader(options, runtimes, NullLogger<ModelLoader>.Instance), new MemoryLedger(options, static () => 0), options, time ?? TimeProvider.System, NullLogger<ModelRepository>.Instance);

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
        return new ModelRepository(
            new ModelLoader(options, [new OnnxRuntimeLoader(Microsoft.Extensions.Options.Options.Create(new OnnxOptions()))], NullLogger<ModelLoader>.Instance),
            new MemoryLedger(options, ProcessMemory.Resident),
            options,
            TimeProvider.System,
            NullLogger<ModelRepository>.Instance);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
