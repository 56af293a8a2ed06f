using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TorchSharp;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Torch;

/// <summary>Loads TorchScript modules, on GPUs where there are any that libtorch can use.</summary>
internal sealed partial class TorchRuntimeLoader(IOptions<TorchOptions> options, ILogger<TorchRuntimeLoader> logger) : IModelRuntime
{
    private readonly TorchTrial _trial = new(options.Value.MaxTrialTime);
    private int _isCudaUnusable;

    public string Name => "torch";

    public string FileName => "model.pt";

    public bool CanUseGpus => Volatile.Read(ref _isCudaUnusable) == 0;

    public bool TryLoad(
        string path, ModelSettings settings, Device device, [NotNullWhen(true)] out IModelSession? session, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        session = null;
        if (settings is not { Inputs: { } inputs, Outputs: { } outputs })
        {
            failure = new("A TorchScript file does not say what it takes and gives.", "Add the keys 'inputs' and 'outputs' to model.json, with name, datatype and shape of each.");
            return false;
        }

        if (inputs.Concat(outputs).FirstOrDefault(static tensor => TorchTypes.ToTorch(tensor.Datatype) is null) is { } untaken)
        {
            failure = new($"'{untaken.Name}' is of {untaken.Datatype.ToName()}, which TorchScript does not have.", "Correct its datatype in model.json.");
            return false;
        }

        if (!TorchModel.TryLoad(path, OptionsOf(settings, device), out var model, out failure))
        {
            return false;
        }

        if (!TryFindPlaces(model.Signature, inputs, out var places, out failure))
        {
            model.Dispose();
            return false;
        }

        session = new TorchSession(model, [.. inputs.Select(SignatureOf)], places, [.. outputs.Select(SignatureOf)]);
        return true;
    }

    private static TensorSignature SignatureOf(TensorSettings tensor) => new(tensor.Name, tensor.Datatype, tensor.Shape);

    /// <summary>Which input goes to which parameter: by name where all names are those of parameters, else in order.</summary>
    private static bool TryFindPlaces(
        MethodSignature signature, IReadOnlyList<TensorSettings> inputs, [NotNullWhen(true)] out int[]? places, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        var parameters = signature.Parameters;
        var names = inputs.Select(static input => input.Name).ToList();
        int[] all = names.TrueForAll(name => parameters.Any(parameter => parameter.Name == name))
            ? [.. parameters.Select(parameter => names.IndexOf(parameter.Name))]
            : [.. parameters.Select((_, place) => place < names.Count ? place : -1)];
        var given = Array.FindLastIndex(all, static place => place >= 0) + 1;
        var unfit = parameters.Where((parameter, place) => all[place] < 0
            ? !parameter.IsOptional || (place < given && !parameter.Type.StartsWith("Optional[", StringComparison.Ordinal))
            : !IsTaken(parameter.Type));
        var isFit = !unfit.Any() && names.Count <= parameters.Count && names.Distinct(StringComparer.Ordinal).Count() == names.Count;
        failure = isFit ? null : new(
            $"The inputs in model.json do not fit the model, whose method takes ({string.Join(", ", parameters.Select(static parameter => $"{parameter.Name}: {parameter.Type}"))}).",
            "Name an input for each parameter in model.json; parameters are tensors and single numbers.");
        places = isFit ? all[..given] : null;
        return isFit;
    }

    private static bool IsTaken(string type) => type is "Tensor" or "Optional[Tensor]" or "int" or "float" or "bool";

    private TorchLoadOptions OptionsOf(ModelSettings settings, Device device) => new()
    {
        Trial = _trial,
        Method = settings.Method ?? "forward",
        Threads = settings.Threads ?? (options.Value.Threads > 0 ? options.Value.Threads : Environment.ProcessorCount),
        Gpu = device.IsAccelerator && CanUse(device) ? device : null,
    };

    private bool CanUse(Device gpu)
    {
        if (!CanUseGpus || TorchLibrary.EnsureLoaded() is not null)
        {
            return false;
        }

        if (torch.TryInitializeDeviceType(DeviceType.CUDA) && torch.cuda.is_available())
        {
            return true;
        }

        if (Interlocked.Exchange(ref _isCudaUnusable, 1) == 0)
        {
            LogUnusable(gpu.Id);
        }

        return false;
    }

    [LoggerMessage(LogLevel.Warning, "libtorch cannot use {Device}: models run on the processors. Its driver may be too old for libtorch's CUDA.")]
    private partial void LogUnusable(string device);
}
