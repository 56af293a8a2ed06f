using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Models;

/// <summary>Compares what <c>model.json</c> declares of a model with what the file itself says.</summary>
internal static class TensorDeclarations
{
    /// <summary>What is declared otherwise than it is; <see langword="null"/> when all fits. What is not declared is as the file says.</summary>
    public static ModelLoadFailure? FindMismatch(ModelSettings settings, IModelSession session) =>
        FindMismatch(settings.Inputs, session.Inputs, "inputs") ?? FindMismatch(settings.Outputs, session.Outputs, "outputs");

    private static ModelLoadFailure? FindMismatch(IReadOnlyList<TensorSettings>? declared, IReadOnlyList<TensorSignature> actual, string key)
    {
        if (declared?.FirstOrDefault(tensor => !actual.Any(signature => Fits(tensor, signature))) is not { } wrong)
        {
            return null;
        }

        var known = string.Join(", ", actual.Select(static signature => $"{signature.Name} {signature.Type} [{string.Join(", ", signature.Shape)}]"));
        return new ModelLoadFailure($"Its model.json declares '{wrong.Name}' under '{key}' otherwise than the file does, which has: {known}.", $"Correct '{key}', or leave it out.");
    }

    private static bool Fits(TensorSettings declared, TensorSignature actual) => declared.Name == actual.Name
        && declared.Datatype == actual.Type
        && TensorShape.Fit(actual.Shape, [.. declared.Shape]);
}
