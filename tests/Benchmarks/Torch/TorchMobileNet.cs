using WorkerGrains.Benchmarks.Harness;

namespace WorkerGrains.Benchmarks.Torch;

/// <summary>MobileNetV2 as a TorchScript module, laid out as a silo wants its models; deleted when disposed of.</summary>
internal sealed class TorchMobileNet : IDisposable
{
    public const string Name = "mobilenet";

    public static readonly int[] Image = [3, 224, 224];

    // As many runs at once as there are processors, each on one: no run waits for the threads of another.
    private static readonly string s_settings = $$"""
        {
          "inputs": [{ "name": "x", "datatype": "fp32", "shape": [-1, 3, 224, 224] }],
          "outputs": [{ "name": "logits", "datatype": "fp32", "shape": [-1, 1001] }],
          "batching": { "maxBatchSize": 4, "lanes": {{Environment.ProcessorCount}} },
          "threads": 1
        }
        """;

    private readonly DirectoryInfo _repository = Directory.CreateTempSubdirectory("workergrains-models-");

    public TorchMobileNet()
    {
        var model = _repository.CreateSubdirectory(Name);
        File.Copy(Script, Path.Combine(model.CreateSubdirectory("1").FullName, "model.pt"));
        File.WriteAllText(Path.Combine(model.FullName, "model.json"), s_settings);
    }

    /// <exception cref="SkippedException">The model is not at hand.</exception>
    public static string Script => Places.Shared("models/mobilenet/mobilenet_v2_1.0_224.torchscript.pt");

    public string Repository => _repository.FullName;

    public void Dispose() => _repository.Delete(recursive: true);
}
