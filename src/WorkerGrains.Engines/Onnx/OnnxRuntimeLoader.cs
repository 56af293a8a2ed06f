using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Onnx;

/// <summary>Loads ONNX models.</summary>
/// <param name="options">The threads and how they wait.</param>
/// <param name="accelerator">What puts models on GPUs; <see langword="null"/> for models that run on the processors whatever there is.</param>
internal sealed class OnnxRuntimeLoader(IOptions<OnnxOptions> options, OnnxAccelerator? accelerator = null) : IModelRuntime
{
    public string Name => "onnx";

    public string FileName => "model.onnx";

    public bool CanUseGpus => accelerator?.IsUsable == true;

    public bool TryLoad(
        string path, ModelSettings settings, Device device, [NotNullWhen(true)] out IModelSession? session, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        var load = new OnnxLoadOptions
        {
            Runtime = options.Value,
            Accelerator = accelerator,
            Gpu = device.IsAccelerator ? device : null,
            Threads = settings.Threads,
            HasFixedShapes = settings.Image is not null,
        };
        session = null;
        if (!OnnxModel.TryLoad(path, load, out var model, out failure))
        {
            return false;
        }

        var loaded = new OnnxSession(model);
        failure = TensorDeclarations.FindMismatch(settings, loaded);
        if (failure is not null)
        {
            loaded.Dispose();
            return false;
        }

        session = loaded;
        return true;
    }
}
