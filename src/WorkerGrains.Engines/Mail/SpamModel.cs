using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Mail;

/// <summary>A loaded model that tells spam from ham: feature ids <c>[batch, n]</c> in, one probability of spam for each mail out.</summary>
/// <remarks>Thread-safe; each run under way has buffers of its own, kept for the next. The model itself belongs to the repository.</remarks>
internal sealed class SpamModel : IDisposable
{
    private static readonly string[] s_inputNames = ["features"];
    private static readonly string[] s_outputNames = ["spam_probability"];

    private readonly OnnxModel _onnx;
    private readonly BufferPool<TensorPair<long, float>> _buffers = new();

    private SpamModel(OnnxModel onnx) => _onnx = onnx;

    /// <summary>Checks that a model is one that tells spam from ham.</summary>
    public static bool TryCreate(LoadedModel loaded, [NotNullWhen(true)] out SpamModel? model, [NotNullWhen(false)] out Readiness? problem)
    {
        var fits = loaded.Onnx.Inputs is [{ Name: "features" } input] && input.Fits(TensorElementType.Int64, -1, -1)
            && loaded.Onnx.Outputs is [{ Name: "spam_probability" } output] && output.Fits(TensorElementType.Float, -1);
        model = fits ? new SpamModel(loaded.Onnx) : null;
        problem = fits ? null : Readiness.NotReady(
            $"The model '{loaded.Name}' does not tell spam from ham.", "Install a model trained by WorkerGrains.Training, or remove yours to use the one that ships.");
        return fits;
    }

    /// <summary>The probability of spam of each mail, in order.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public float[] Run(IReadOnlyList<long[]> mails, CancellationToken cancellationToken)
    {
        using var loan = _buffers.Borrow();
        var buffers = loan.Buffers;
        var longest = Math.Max(1, mails.Max(static ids => ids.Length));
        var features = buffers.Input.Reshape(mails.Count, longest);
        features.Clear();
        for (var i = 0; i < mails.Count; i++)
        {
            mails[i].CopyTo(features[(i * longest)..]);
        }

        var probabilities = buffers.Output.Reshape(mails.Count);
        _onnx.Run(s_inputNames, [buffers.Input.Value], s_outputNames, [buffers.Output.Value], cancellationToken);
        return probabilities.ToArray();
    }

    public void Dispose() => _buffers.Dispose();
}
