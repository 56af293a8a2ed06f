using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Engines.Models;

/// <summary>An input or output of a model as <c>model.json</c> declares it.</summary>
internal sealed record TensorSettings
{
    /// <summary>Its name.</summary>
    [TextLength(1, 256)]
    public required string Name { get; init; }

    /// <summary>What it is made of.</summary>
    public required TensorType Datatype { get; init; }

    /// <summary>Its shape, the batch included; -1 where any length goes. Empty for a single number.</summary>
    [Length(0, 16)]
    public required IReadOnlyList<long> Shape { get; init; }
}
