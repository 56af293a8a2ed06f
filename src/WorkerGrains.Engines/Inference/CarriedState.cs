using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>An output of a model that is an input of the next request of the same session.</summary>
/// <param name="Input">Its place in the model's inputs.</param>
/// <param name="Output">Its place in the model's outputs.</param>
/// <param name="Signature">What the input is.</param>
internal sealed record CarriedState(int Input, int Output, TensorSignature Signature)
{
    public static IReadOnlyList<CarriedState> Of(IModelSession session, SequenceSettings? sequence)
    {
        var (inputs, outputs) = (session.Inputs.ToList(), session.Outputs.ToList());
        return
        [
            .. (sequence?.States ?? []).Select(state =>
            {
                var input = inputs.FindIndex(input => input.Name == state.Input);
                return new CarriedState(input, outputs.FindIndex(output => output.Name == state.Output), inputs[input]);
            }),
        ];
    }

    /// <summary>What it is before the first request: zeros, and nothing in dimensions of any length.</summary>
    public Tensor Initial(int rows, RowBatching batching)
    {
        var axis = batching.AxisOf(Signature);
        return Tensor.Zeros(Signature.Type!.Value, [.. Signature.Shape.Select((dimension, place) => place == axis && (dimension == -1 || batching.IsPossible) ? rows : Math.Max(0, dimension))]);
    }
}
