using System.Collections.Frozen;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Engines.Prediction;

/// <summary>A column that a model takes.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Type">What the model has it as.</param>
/// <param name="Categories">The texts that it may hold; <see langword="null"/> for any.</param>
internal sealed record PredictionColumn(string Name, TensorType Type, FrozenSet<string>? Categories)
{
    /// <summary>How it is read from the table.</summary>
    public ValueKind Kind => Type switch
    {
        TensorType.String => ValueKind.Text,
        TensorType.Bool => ValueKind.Boolean,
        _ => ValueKind.Number,
    };
}
