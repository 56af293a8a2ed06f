using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Torch;

/// <summary>One tensor of what a run gives.</summary>
/// <param name="Name">Its name in the dictionary that the method gives; <see langword="null"/> when it gives none.</param>
/// <param name="Value">The tensor.</param>
internal readonly record struct TorchOutput(string? Name, Tensor Value);
