using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Onnx;

/// <summary>Why a file cannot be loaded by ONNX Runtime, in words for an operator.</summary>
internal static partial class OnnxLoadFailures
{
    public static readonly ModelLoadFailure NotAModel = new(
        "The model file is not an ONNX model, or it is damaged or cut short.", "Replace it with the whole model.");

    /// <summary>Translates what ONNX Runtime says, which is prose for developers and names source files and paths.</summary>
    public static ModelLoadFailure From(OnnxRuntimeException exception)
    {
        var message = exception.Message;
        if (message.Contains("protobuf", StringComparison.OrdinalIgnoreCase))
        {
            return NotAModel;
        }

        if (FutureOpset().Match(message) is { Success: true } opset)
        {
            return new ModelLoadFailure(
                $"The model file needs a newer ONNX Runtime: it uses opset {opset.Groups["needed"]}, and this one knows up to {opset.Groups["known"]}.",
                $"Export the model with opset {opset.Groups["known"]} or lower.");
        }

        if (FutureFormat().Match(message) is { Success: true } format)
        {
            return new ModelLoadFailure(
                $"The model file needs a newer ONNX Runtime: it is of format version {format.Groups["needed"]}, and this one knows up to {format.Groups["known"]}.",
                $"Export the model with format (IR) version {format.Groups["known"]} or lower.");
        }

        if (UnknownOperator().Match(message) is { Success: true } unknown)
        {
            return new(
                $"The model file uses the operator {unknown.Groups["name"]}, which ONNX Runtime does not have.",
                "Export the model without custom operators.");
        }

        return OutOfMemory().IsMatch(message)
            ? new("There is not enough memory for the model.", "Give the silo more memory, unload others, or use a smaller model.")
            : new("ONNX Runtime refuses the model file.", "See the log of the silo, and check the model with the tool that exported it.") { Detail = message };
    }

    // On the processors, on the GPU, and at the limit that the options set.
    [GeneratedRegex("bad.?alloc|CUDA_ERROR_OUT_OF_MEMORY|CUDA failure 2:|Failed to allocate memory|Available memory of", RegexOptions.IgnoreCase)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"Opset (?<needed>\d+) is under development.*till opset (?<known>\d+)", RegexOptions.Singleline)]
    private static partial Regex FutureOpset();

    [GeneratedRegex(@"Unsupported model IR version: (?<needed>\d+), max supported IR version: (?<known>\d+)")]
    private static partial Regex FutureFormat();

    [GeneratedRegex(@"(?:Fatal error: (?<name>[\w.:-]{1,100})\(-?\d+\) is not a registered)|(?:No [Oo]p registered for (?<name>[\w.:-]{1,100}))")]
    private static partial Regex UnknownOperator();
}
