using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Texts;

/// <summary>What an embedding model takes and which of its outputs is used.</summary>
/// <param name="InputNames">Of <c>input_ids</c>, <c>attention_mask</c> and <c>token_type_ids</c> those that the model takes, in this order.</param>
/// <param name="OutputName">The output.</param>
/// <param name="Dimensions">How many numbers a vector has.</param>
/// <param name="IsByToken">Whether the output has a vector for each token rather than one for each text.</param>
internal sealed record EmbeddingTensors(IReadOnlyList<string> InputNames, string OutputName, int Dimensions, bool IsByToken)
{
    public const string Ids = "input_ids";
    public const string Mask = "attention_mask";
    public const string Types = "token_type_ids";

    public IReadOnlyList<string> OutputNames { get; } = [OutputName];

    /// <summary>Finds them, or says why the model does not fit.</summary>
    public static bool TryFind(LoadedModel model, TextSettings settings, [NotNullWhen(true)] out EmbeddingTensors? tensors, [NotNullWhen(false)] out Readiness? problem)
    {
        tensors = null;
        var inputs = model.Onnx.Inputs;
        if (!inputs.All(static input => input.Name is Ids or Mask or Types && input.Fits(TensorElementType.Int64, -1, -1) && input.Dimensions is [-1, -1])
            || inputs.All(static input => input.Name != Ids))
        {
            problem = Readiness.NotReady(
                $"The model '{model.Name}' does not take tokens.",
                $"Install a model whose inputs are {Ids} and, if it wants them, {Mask} and {Types}: 64-bit integers, of any batch size and length.");
            return false;
        }

        var isByToken = settings.Pooling != Pooling.None;
        var fitting = model.Onnx.Outputs.Where(output => Fits(output, isByToken) && (settings.Output is null || output.Name == settings.Output)).ToList();
        if (fitting is not [var output])
        {
            problem = Readiness.NotReady(
                $"The model '{model.Name}' has {(fitting.Count == 0 ? "no output" : "several outputs")} that would suit its pooling.",
                $"Correct the keys 'pooling' and 'output' of 'text' in model.json; the output must be 32-bit floats, {(isByToken ? "a vector for each token" : "one vector for each text")}.");
            return false;
        }

        string[] names = [.. ((string[])[Ids, Mask, Types]).Where(name => inputs.Any(input => input.Name == name))];
        tensors = new EmbeddingTensors(names, output.Name, (int)output.Dimensions[^1], isByToken);
        problem = null;
        return true;
    }

    private static bool Fits(TensorSpec output, bool isByToken) => output.Dimensions is [.., > 0]
        && (isByToken ? output.Fits(TensorElementType.Float, -1, -1, -1) : output.Fits(TensorElementType.Float, -1, -1));
}
