using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Texts;

/// <summary>The tensors of one run of an embedding model, used again by the next.</summary>
internal sealed class EmbeddingBuffers : IDisposable
{
    private readonly PinnedTensor<long> _ids = new();
    private readonly PinnedTensor<long> _mask = new();
    private readonly PinnedTensor<long> _types = new();
    private readonly PinnedTensor<float> _output = new();

    public OrtValue Output => _output.Value;

    /// <summary>Writes the tokens of some texts, the shorter ones filled up to the length of the longest.</summary>
    /// <returns>That length.</returns>
    public int Fill(long[][] texts, EmbeddingTensors tensors, long padding)
    {
        var length = texts.Max(static tokens => tokens.Length);
        var ids = _ids.Reshape(texts.Length, length);
        var mask = _mask.Reshape(texts.Length, length);
        for (var i = 0; i < texts.Length; i++)
        {
            var tokens = texts[i];
            tokens.CopyTo(ids[(i * length)..]);
            ids.Slice((i * length) + tokens.Length, length - tokens.Length).Fill(padding);
            mask.Slice(i * length, tokens.Length).Fill(1);
            mask.Slice((i * length) + tokens.Length, length - tokens.Length).Clear();
        }

        if (tensors.InputNames.Contains(EmbeddingTensors.Types))
        {
            _types.Reshape(texts.Length, length).Clear();
        }

        return length;
    }

    /// <summary>Makes room for the vectors of some texts.</summary>
    public Span<float> ReserveOutput(int count, int length, EmbeddingTensors tensors) =>
        tensors.IsByToken ? _output.Reshape(count, length, tensors.Dimensions) : _output.Reshape(count, tensors.Dimensions);

    /// <summary>The inputs in the order of their names.</summary>
    public OrtValue[] Inputs(EmbeddingTensors tensors) => [.. tensors.InputNames.Select(name => name switch
    {
        EmbeddingTensors.Ids => _ids.Value,
        EmbeddingTensors.Mask => _mask.Value,
        _ => _types.Value,
    })];

    public void Dispose()
    {
        _ids.Dispose();
        _mask.Dispose();
        _types.Dispose();
        _output.Dispose();
    }
}
