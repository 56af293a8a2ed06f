using System.Collections.ObjectModel;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>Whether the rows of several requests may share a run of a model, told from what the model declares.</summary>
/// <remarks>
/// They may when the first dimension of everything it takes and gives, single numbers left out, is one and the same: of any length (and, where
/// the model names it, of one name), or fixed to one number. A sequence whose first dimension is its length is not taken for a batch in this way.
/// </remarks>
internal sealed record RowBatching
{
    private static readonly RowBatching s_impossible = new();

    // Of the inputs and outputs whose rows the first dimension does not count.
    private IReadOnlyDictionary<string, int> Axes { get; init; } = ReadOnlyDictionary<string, int>.Empty;

    /// <summary>Whether a run takes several rows, and requests may share one.</summary>
    public bool IsPossible { get; private init; }

    /// <summary>How many rows every run has; <see langword="null"/> when it may have any number.</summary>
    public int? FixedRows { get; private init; }

    public static RowBatching Of(IModelSession session, ModelSettings settings)
    {
        if (!settings.Batching.Enabled)
        {
            return s_impossible;
        }

        // Only what is carried over may have its rows elsewhere: settings say so.
        var states = (settings.Sequence?.States ?? []).Where(static state => state.BatchAxis > 0).ToList();
        var axes = states.Select(static state => (state.Input, state.BatchAxis)).Concat(states.Select(static state => (Input: state.Output, state.BatchAxis)))
            .DistinctBy(static axis => axis.Input).ToDictionary(static axis => axis.Input, static axis => axis.BatchAxis, StringComparer.Ordinal);
        var batching = new RowBatching { Axes = axes };
        var inputs = session.Inputs.Where(static input => !input.IsScalar).ToList();
        var outputs = session.Outputs.Where(static output => !output.IsShared).ToList();
        if (inputs.Find(input => batching.AxisOf(input) == 0) is not { } leading || outputs.Exists(static output => output.IsScalar))
        {
            return s_impossible;
        }

        var first = leading.Shape[0];
        var isSame = inputs.TrueForAll(input => input.Shape[batching.AxisOf(input)] == first && (batching.AxisOf(input) > 0 || input.FirstDimension == leading.FirstDimension))
            && outputs.TrueForAll(output => output.Shape[batching.AxisOf(output)] == first);
        return !isSame || first == 0 ? s_impossible
            : first == -1 ? batching with { IsPossible = true }
            : batching with { IsPossible = true, FixedRows = checked((int)first) };
    }

    /// <summary>Which dimension of an input or output counts the rows.</summary>
    public int AxisOf(TensorSignature signature) => Axes.GetValueOrDefault(signature.Name);

    /// <summary>The shape that a request's tensor must have: with rows in any number where runs are put together from them.</summary>
    public IReadOnlyList<long> ShapeOf(TensorSignature input) => FixedRows is null || input.IsScalar ? input.Shape : [.. input.Shape.Select((dimension, place) => place == AxisOf(input) ? -1 : dimension)];
}
