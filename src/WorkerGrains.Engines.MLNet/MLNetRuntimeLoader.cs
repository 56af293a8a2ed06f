using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Models.Fetching;

namespace WorkerGrains.Engines.MLNet;

/// <summary>Loads what ML.NET saves: the steps from the columns of a table to a prediction, and the columns that they begin with.</summary>
/// <remarks>
/// A step that reads files or calls other runtimes (images by their paths, TensorFlow, ONNX) lies in packages that are not here, so a model
/// that has one is refused, and so is one with steps of its maker's own code.
/// </remarks>
internal sealed class MLNetRuntimeLoader(IOptions<MLNetOptions> options) : IModelRuntime
{
    public string Name => "mlnet";

    public string FileName => "model.zip";

    public bool CanUseGpus => false;

    public bool TryLoad(
        string path, ModelSettings settings, Device device, [NotNullWhen(true)] out IModelSession? session, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        session = null;
        try
        {
            ModelArchive.CheckZip(path, options.Value.MaxUnpackedMebibytes * 1024L * 1024);
            session = Load(path, settings.Threads, out failure);
        }
        catch (FetchException exception)
        {
            failure = new($"{exception.Message}", "Install the file as ML.NET saved it; MLNet:MaxUnpackedMebibytes says how large it may be.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // ML.NET has no kind of exception for a file that it cannot read: whatever its reader meets comes out.
            failure = new(
                "The model file is not one of ML.NET, is damaged, or has a step that this program does not have.",
                "Save the model again with ML.NET 5 or older, with steps of Microsoft.ML, Microsoft.ML.FastTree and Microsoft.ML.LightGbm only.")
            {
                Detail = $"{exception.GetType().Name}: {exception.Message}",
            };
        }

        failure ??= session is null ? null : TensorDeclarations.FindMismatch(settings, session);
        if (failure is not null)
        {
            session?.Dispose();
            session = null;
        }

        return session is not null;
    }

    private static MLNetSession? Load(string path, int? threads, out ModelLoadFailure? failure)
    {
        var context = CreateContext();
        var transformer = context.Model.Load(path, out var schema);
        if (MLNetSession.TryCreate(transformer, schema, threads, out var session, out failure))
        {
            return session;
        }

        (transformer as IDisposable)?.Dispose();
        return null;
    }

    /// <summary>A context that knows the steps of the packages that are here.</summary>
    public static MLContext CreateContext()
    {
        var context = new MLContext(seed: 0);
        context.ComponentCatalog.RegisterAssembly(typeof(FastTreeBinaryTrainer).Assembly);
        context.ComponentCatalog.RegisterAssembly(typeof(LightGbmBinaryTrainer).Assembly);
        return context;
    }
}
