using System.Diagnostics.CodeAnalysis;
using System.Text;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Models;

/// <summary>A model in memory with what its folder says about it.</summary>
/// <remarks>Thread-safe. Belongs to the <see cref="ModelRepository"/>, which disposes of it: users hold on to it and let go.</remarks>
internal sealed class LoadedModel(string name, ModelFolder folder, ModelSettings settings, OnnxModel onnx)
{
    private const int MaxLabelsBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Name => name;

    public int Version => folder.Version;

    public ModelSettings Settings => settings;

    public OnnxModel Onnx => onnx;

    /// <summary>Reads the labels, one a line; the line's number is the place in the model's output.</summary>
    /// <param name="count">How many the model's output needs.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="problem">Why there are none.</param>
    public bool TryReadLabels(int count, [NotNullWhen(true)] out IReadOnlyList<string>? labels, [NotNullWhen(false)] out Readiness? problem)
    {
        labels = null;
        if (settings.Labels is not { } fileName)
        {
            problem = Readiness.NotReady($"The model '{name}' has no labels.", "Add the key 'labels' to its model.json, with the name of a file that has a label a line.");
            return false;
        }

        if (ReadText(fileName, MaxLabelsBytes) is not { } text)
        {
            problem = Readiness.NotReady(
                $"The labels of the model '{name}' cannot be read.",
                "Put the file that 'labels' in its model.json names beside the model's versions, as UTF-8 text with a label a line.");
            return false;
        }

        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n', StringSplitOptions.TrimEntries);
        if (lines.Length != count)
        {
            problem = Readiness.NotReady(
                $"The model '{name}' tells {count} things apart, but has {lines.Length} labels.", "Install the labels that belong to the model, one a line.");
            return false;
        }

        labels = lines;
        problem = null;
        return true;
    }

    /// <summary>Reads a small text file beside the model's versions; <see langword="null"/> when it cannot be, or is not UTF-8.</summary>
    public string? ReadText(string fileName, int maxBytes)
    {
        try
        {
            return folder.TryRead(fileName, maxBytes) is { } bytes ? s_strictUtf8.GetString(bytes.Span) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            return null;
        }
    }
}
