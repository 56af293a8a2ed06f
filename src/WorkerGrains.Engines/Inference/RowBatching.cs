using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>Whether the rows of several requests may share a run of a model, told from what the model declares.</summary>
/// <remarks>
/// They may when the first dimension of everything it takes and gives, single numbers left out, is one and the same: of any length (and, where
/// the model names it, of one name), or fixed to one number. A sequence whose first dimension is its length is not taken for a batch in this way.
/// </remarks>
internal readonly record struct RowBatching
{
    /// <summary>Whether a run takes several rows, and requests may share one.</summary>
    public bool IsPossible { get; private init; }

    /// <summary>How many rows every run has; <see langword="null"/> when it may have any number.</summary>
    public int? FixedRows { get; private init; }

    public static RowBatching Of(IModelSession session, BatchingSettings settings)
    {
        if (!settings.Enabled)
        {
            return default;
        }

        var inputs = session.Inputs.Where(static input => !input.IsScalar).ToList();
        var outputs = session.Outputs.Where(static output => !output.IsShared).ToList();
        if (inputs.Count == 0 || outputs.Exists(static output => output.IsScalar))
        {
            return default;
        }

        var first = inputs[0].Shape[0];
        var isSame = inputs.TrueForAll(input => input.Shape[0] == first && input.FirstDimension == inputs[0].FirstDimension)
            && outputs.TrueForAll(output => output.Shape[0] == first);
        return !isSame || first == 0 ? default
            : first == -1 ? new RowBatching { IsPossible = true }
            : new RowBatching { IsPossible = true, FixedRows = checked((int)first) };
    }

    /// <summary>The shape that a request's tensor must have: with rows in any number where runs are put together from them.</summary>
    public IReadOnlyList<long> ShapeOf(TensorSignature input) => FixedRows is null || input.IsScalar ? input.Shape : [-1, .. input.Shape.Skip(1)];
}
