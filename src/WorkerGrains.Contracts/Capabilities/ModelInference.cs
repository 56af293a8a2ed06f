using System.ComponentModel;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a model gave.</summary>
public sealed record ModelInference
{
    /// <summary>The model.</summary>
    [Description("The model.")]
    public required string Model { get; init; }

    /// <summary>The version that ran.</summary>
    [Description("The version that ran.")]
    public required int ModelVersion { get; init; }

    /// <summary>The outputs, in the order asked for or the model's own.</summary>
    [Description("The outputs, in the order asked for or the model's own.")]
    public required IReadOnlyList<NamedTensor> Outputs { get; init; }
}
