namespace WorkerGrains.Engines.Onnx;

/// <summary>The buffers of a model with one input and one output.</summary>
internal sealed class TensorPair<TInput, TOutput> : IDisposable
    where TInput : unmanaged
    where TOutput : unmanaged
{
    public PinnedTensor<TInput> Input { get; } = new();

    public PinnedTensor<TOutput> Output { get; } = new();

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
    }
}
