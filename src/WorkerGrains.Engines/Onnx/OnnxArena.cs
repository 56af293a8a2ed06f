using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Engines.Onnx;

/// <summary>The memory that a session keeps from one run for the next.</summary>
/// <remarks>
/// ONNX Runtime gives back what is unused at the end of a run that asks for it (the run option <c>memory.enable_memory_arena_shrinkage</c>),
/// and in no other way. Such a run is made here with the smallest inputs there are and stopped before its first operator. Thread-safe, also
/// while runs are under way: what they use stays.
/// </remarks>
internal sealed class OnnxArena(InferenceSession session, IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs, Device? accelerator)
{
    private const string ShrinkageOption = "memory.enable_memory_arena_shrinkage";

    private readonly string _memories = accelerator is null ? "cpu:0" : $"cpu:0;gpu:{accelerator.Index}";
    private readonly string[] _inputNames = [.. inputs.Select(static input => input.Name)];
    private readonly string[] _outputNames = [outputs[0].Name];

    /// <summary>Gives back memory that no run uses. Does nothing for a model that takes something else than tensors.</summary>
    public void Shrink()
    {
        if (inputs.Any(static input => input.ElementType is null))
        {
            return;
        }

        using var options = new RunOptions { Terminate = true };
        options.AddRunConfigEntry(ShrinkageOption, _memories);
        var smallest = new List<OrtValue>();
        try
        {
            smallest.AddRange(inputs.Select(CreateSmallest));
            session.Run(options, _inputNames, smallest, _outputNames).Dispose();
        }
        catch (OnnxRuntimeException)
        {
            // As asked: it says that it was stopped.
        }
        finally
        {
            smallest.ForEach(static value => value.Dispose());
        }
    }

    private static OrtValue CreateSmallest(TensorSpec input)
    {
        long[] shape = [.. input.Dimensions.Select(static dimension => dimension < 0 ? 1 : dimension)];
        return input.ElementType == TensorElementType.String
            ? OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape)
            : OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, input.ElementType!.Value, shape);
    }
}
