using Microsoft.ML.OnnxRuntime;

namespace WorkerGrains.Engines.Generation;

/// <summary>What one run of a model gave.</summary>
/// <param name="logits">A number for each row, token that was given and token of the vocabulary. Disposed of with this.</param>
/// <param name="cache">What the model remembers now. It is the taker's.</param>
/// <param name="vocabulary">How many tokens there are.</param>
internal sealed class ModelStep(OrtValue logits, KeyValueCache cache, int vocabulary) : IDisposable
{
    public KeyValueCache Cache => cache;

    /// <summary>The numbers for what follows the last token of a row.</summary>
    public ReadOnlySpan<float> Next(int row)
    {
        var all = logits.GetTensorDataAsSpan<float>();
        var tokens = all.Length / vocabulary / cache.Rows;
        return all.Slice((((row + 1) * tokens) - 1) * vocabulary, vocabulary);
    }

    public void Dispose() => logits.Dispose();
}
