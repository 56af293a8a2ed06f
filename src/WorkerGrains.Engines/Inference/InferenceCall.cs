using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>One request for a model, checked: a tensor for each of the model's inputs, and the outputs to give.</summary>
/// <param name="Inputs">In the order of the model's inputs.</param>
/// <param name="Outputs">Places in the model's outputs: those that the caller wants, then those that a session carries over.</param>
/// <param name="Wanted">How many of them the caller wants.</param>
/// <param name="Rows">How many rows it has; 1 where the model knows no rows.</param>
internal sealed record InferenceCall(IReadOnlyList<Tensor> Inputs, IReadOnlyList<int> Outputs, int Wanted, int Rows);
