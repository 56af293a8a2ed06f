using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Models;

/// <summary>Compares what <c>model.json</c> says that a model carries over with what the model takes and gives.</summary>
internal static class SequenceDeclarations
{
    /// <summary>What does not fit; <see langword="null"/> when all does, or nothing is carried over.</summary>
    public static ModelLoadFailure? FindMismatch(SequenceSettings? sequence, IModelSession session)
    {
        if (sequence is null)
        {
            return null;
        }

        if (sequence.States.DistinctBy(static state => state.Input).Count() < sequence.States.Count || sequence.States.DistinctBy(static state => state.Output).Count() < sequence.States.Count)
        {
            return new("Its model.json names a tensor twice under 'sequence.states'.", "Name each once under 'sequence.states'.");
        }

        return sequence.States.Select(state => FindMismatch(state, session)).FirstOrDefault(static failure => failure is not null);
    }

    private static ModelLoadFailure? FindMismatch(SequenceStateSettings state, IModelSession session)
    {
        var input = session.Inputs.FirstOrDefault(input => input.Name == state.Input);
        var output = session.Outputs.FirstOrDefault(output => output.Name == state.Output);
        if (input?.Type is null || output?.Type is null)
        {
            return Wrong(state, $"the model has no such tensors. Its inputs are {Names(session.Inputs)}, its outputs {Names(session.Outputs)}");
        }

        if (input.Type != output.Type || !TensorShape.Fit(input.Shape, [.. output.Shape]))
        {
            return Wrong(state, "they are not of the same type and shape");
        }

        return state.BatchAxis >= Math.Max(1, input.Shape.Count) ? Wrong(state, $"they have {input.Shape.Count} dimensions, and 'batchAxis' is {state.BatchAxis}") : null;
    }

    private static ModelLoadFailure Wrong(SequenceStateSettings state, string what) =>
        new($"Its model.json carries '{state.Output}' over to '{state.Input}', but {what}.", "Correct 'sequence.states'.");

    private static string Names(IReadOnlyList<TensorSignature> signatures) => string.Join(", ", signatures.Select(static signature => signature.Name));
}
