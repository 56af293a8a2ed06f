using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Onnx;

/// <summary>An ONNX model as any other: tensors in, tensors out.</summary>
/// <remarks>A sequence of maps, as classifiers of ONNX-ML give, is two tensors: the values, a row for each map, and the keys that they belong to.</remarks>
internal sealed class OnnxSession : IModelSession
{
    private readonly OnnxOutput[] _outputs;
    private readonly string[] _inputNames;

    public OnnxSession(OnnxModel model)
    {
        Model = model;
        _inputNames = [.. model.Inputs.Select(static input => input.Name)];
        _outputs = [.. model.Outputs.SelectMany(OnnxOutput.Of)];
        Inputs = [.. model.Inputs.Select(static input => input.ToSignature())];
        Outputs = [.. _outputs.Select(static output => output.Signature)];
    }

    /// <summary>The model itself, for engines that know its inputs and keep their own buffers.</summary>
    public OnnxModel Model { get; }

    public string Device => Model.Device;

    public IReadOnlyList<TensorSignature> Inputs { get; }

    public IReadOnlyList<TensorSignature> Outputs { get; }

    public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, IReadOnlyList<int> outputs, CancellationToken cancellationToken)
    {
        var values = new List<OrtValue>(inputs.Count);
        var pins = new List<MemoryHandle>(inputs.Count);
        try
        {
            foreach (var input in inputs)
            {
                values.Add(ToValue(input, pins));
            }

            string[] names = [.. outputs.Select(place => _outputs[place].Name).Distinct(StringComparer.Ordinal)];
            using var results = Model.Run(_inputNames, values, names, cancellationToken);
            return [.. outputs.Select(place => _outputs[place].Read(results[Array.IndexOf(names, _outputs[place].Name)]))];
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelRunException(exception.Message, exception);
        }
        finally
        {
            values.ForEach(static value => value.Dispose());
            pins.ForEach(static pin => pin.Dispose());
        }
    }

    public void Dispose() => Model.Dispose();

    /// <summary>The tensor as the runtime takes it, without a copy where it is numbers: its memory is held still until the run ends.</summary>
    private static OrtValue ToValue(Tensor tensor, List<MemoryHandle> pins)
    {
        long[] shape = [.. tensor.Shape];
        if (tensor.Type == TensorType.String)
        {
            var texts = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
            for (var i = 0; i < tensor.Texts.Length; i++)
            {
                texts.StringTensorSetElementAt(tensor.Texts.Span[i].AsSpan(), i);
            }

            return texts;
        }

        // Where there are no elements there is no address either, and the runtime wants one.
        var pin = (tensor.Bytes.Length == 0 ? new byte[1] : tensor.Bytes).Pin();
        pins.Add(pin);
        unsafe
        {
            return OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, OnnxTypes.ToOnnx(tensor.Type), shape, (nint)pin.Pointer, tensor.Bytes.Length);
        }
    }
}
