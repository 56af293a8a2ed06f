using System.Text.RegularExpressions;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Torch;

/// <summary>What libtorch says, which is prose for developers with a stack of C++ behind it, in one line.</summary>
internal static partial class TorchFailures
{
    private const int MaxLength = 300;

    /// <summary>Why a file cannot be loaded.</summary>
    public static ModelLoadFailure Load(string message)
    {
        if (UnknownOperator().Match(message) is { Success: true } unknown)
        {
            return new($"The model file uses the operator {unknown.Groups["name"]}, which libtorch does not have.", "Export the model without custom operators.");
        }

        return message.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase)
            ? new("There is not enough memory for the model.", "Give the silo more memory, unload others, or use a smaller model.")
            : new("libtorch refuses the model file.", "See the log of the silo, and check the model with the version of PyTorch that exported it.") { Detail = Describe(message) };
    }

    /// <summary>The line that says what is wrong: what the interpreter or the C++ library says, else the first.</summary>
    public static string Describe(string message)
    {
        var line = Said().Match(message) is { Success: true } said ? said.Groups["what"].Value : message.Split('\n', 2)[0];
        return line.Length <= MaxLength ? line.Trim() : line[..MaxLength];
    }

    // In the trace of the interpreter, and in what the C++ library writes before it ends a process.
    [GeneratedRegex(@"^(?:RuntimeError: |  what\(\):\s+|Unhandled exception\. [\w.]+: )(?<what>.+)$", RegexOptions.Multiline)]
    private static partial Regex Said();

    [GeneratedRegex(@"Unknown builtin op: (?<name>[\w:]{1,100})")]
    private static partial Regex UnknownOperator();
}
