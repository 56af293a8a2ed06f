using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>One request for a model, checked: a tensor for each of the model's inputs, and the outputs that its caller wants.</summary>
/// <param name="Inputs">In the order of the model's inputs.</param>
/// <param name="Outputs">Places in the model's outputs.</param>
/// <param name="Rows">How many rows it has; 1 where the model knows no rows.</param>
internal sealed record InferenceCall(IReadOnlyList<Tensor> Inputs, IReadOnlyList<int> Outputs, int Rows)
{
    /// <summary>Whether rows of both may be in one run: they agree in all but their number.</summary>
    public bool Joins(InferenceCall other) => Outputs.SequenceEqual(other.Outputs) && Inputs.Zip(other.Inputs).All(static pair =>
        pair.First.Shape.Count == pair.Second.Shape.Count
        && pair.First.Shape.Skip(1).SequenceEqual(pair.Second.Shape.Skip(1))
        && (pair.First.Shape.Count > 0 || pair.First.Bytes.Span.SequenceEqual(pair.Second.Bytes.Span)));
}
