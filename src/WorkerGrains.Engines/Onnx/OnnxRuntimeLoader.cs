using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Onnx;

/// <summary>Loads ONNX models.</summary>
internal sealed class OnnxRuntimeLoader(IOptions<OnnxOptions> options) : IModelRuntime
{
    public string Name => "onnx";

    public string FileName => "model.onnx";

    public bool TryLoad(string path, ModelSettings settings, [NotNullWhen(true)] out IModelSession? session, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        var load = new OnnxLoadOptions { Runtime = options.Value, Threads = settings.Threads, HasFixedShapes = settings.Image is not null };
        session = OnnxModel.TryLoad(path, load, out var model, out failure) ? new OnnxSession(model) : null;
        return session is not null;
    }
}
