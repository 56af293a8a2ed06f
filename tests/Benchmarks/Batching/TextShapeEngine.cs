using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Benchmarks.Batching;

/// <summary>Runs a model with the shape of a small text encoder on tokens, shorter texts of a batch padded to the longest.</summary>
/// <param name="model">The model.</param>
/// <param name="tellsSizes">Whether the batcher is told how long a text is; otherwise it batches them as they come.</param>
internal sealed class TextShapeEngine(OnnxModel model, bool tellsSizes = true) : IEngine<long[], float>
{
    private static readonly string[] s_inputs = ["input_ids", "attention_mask", "token_type_ids"];
    private static readonly string[] s_outputs = ["last_hidden_state"];

    public static OnnxModel Load(string path) =>
        OnnxModel.TryLoad(path, new OnnxLoadOptions { Runtime = new OnnxOptions() }, out var model, out var failure) ? model : throw new InvalidOperationException($"{failure}");

    public int SizeOf(long[] input) => tellsSizes ? input.Length : 1;

    public Task<IReadOnlyList<EngineOutcome<float>>> RunAsync(IReadOnlyList<long[]> batch, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EngineOutcome<float>>>([.. Run(batch).Select(static value => (EngineOutcome<float>)value)]);

    /// <summary>The first number of each output.</summary>
    public float[] Run(IReadOnlyList<long[]> batch)
    {
        var length = batch.Max(static text => text.Length);
        long[] shape = [batch.Count, length];
        var ids = new long[batch.Count * length];
        var mask = new long[ids.Length];
        for (var row = 0; row < batch.Count; row++)
        {
            batch[row].CopyTo(ids, row * length);
            mask.AsSpan(row * length, batch[row].Length).Fill(1);
        }

        using var idTensor = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskTensor = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var typeTensor = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
        using var outputs = model.Run(s_inputs, [idTensor, maskTensor, typeTensor], s_outputs, CancellationToken.None);
        var values = outputs[0].GetTensorDataAsSpan<float>();
        var stride = values.Length / batch.Count;
        var first = new float[batch.Count];
        for (var row = 0; row < batch.Count; row++)
        {
            first[row] = values[row * stride];
        }

        return first;
    }
}
