using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>The queue and the lanes of one loaded model. Belongs to the model and goes with it.</summary>
internal sealed class InferenceWorker(InferenceModel model, Batcher<InferenceCall, Tensor[]> batcher) : IDisposable
{
    public InferenceModel Model => model;

    public Batcher<InferenceCall, Tensor[]> Batcher => batcher;

    // Nobody uses the model any more, so the lanes are idle, or about to be with what nobody waits for.
    public void Dispose() => batcher.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
