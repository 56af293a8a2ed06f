using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Engines.Tensors;

/// <summary>An input or output that a model declares, whatever runs the model.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Type">What it is made of; <see langword="null"/> when that is no tensor that can be sent.</param>
/// <param name="Shape">Its shape; -1 where any length goes. Empty for a single number.</param>
internal sealed record TensorSignature(string Name, TensorType? Type, IReadOnlyList<long> Shape)
{
    /// <summary>What the model calls its first dimension when that is of any length, so that dimensions which belong together can be told; empty when it does not say.</summary>
    public string FirstDimension { get; init; } = "";

    /// <summary>Whether an output is the same whatever the rows are, as the keys are that belong to the columns of another.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether it is a single number.</summary>
    public bool IsScalar => Shape.Count == 0;
}
