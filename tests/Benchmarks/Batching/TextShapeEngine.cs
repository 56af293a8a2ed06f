using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Benchmarks.Batching;

/// <summary>Runs a model with the shape of a small text encoder on tokens of equal length.</summary>
internal sealed class TextShapeEngine(OnnxModel model) : IEngine<long[], float>
{
    private static readonly string[] s_inputs = ["input_ids", "attention_mask", "token_type_ids"];
    private static readonly string[] s_outputs = ["last_hidden_state"];

    public static OnnxModel Load(string path) =>
        OnnxModel.TryLoad(path, new OnnxLoadOptions { Runtime = new OnnxOptions() }, out var model, out var failure) ? model : throw new InvalidOperationException($"{failure}");

    public Task<IReadOnlyList<EngineOutcome<float>>> RunAsync(IReadOnlyList<long[]> batch, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EngineOutcome<float>>>([.. Run(batch).Select(static value => (EngineOutcome<float>)value)]);

    /// <summary>The first number of each output.</summary>
    public float[] Run(IReadOnlyList<long[]> batch)
    {
        var length = batch[0].Length;
        long[] shape = [batch.Count, length];
        var ids = new long[batch.Count * length];
        var mask = new long[ids.Length];
        Array.Fill(mask, 1);
        for (var row = 0; row < batch.Count; row++)
        {
            batch[row].CopyTo(ids, row * length);
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
