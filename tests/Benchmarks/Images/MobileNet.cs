using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Benchmarks.Images;

/// <summary>MobileNetV2, laid out as a silo wants its models; deleted when disposed of.</summary>
internal sealed class MobileNet : IDisposable
{
    public const int Classes = 1001;

    public static readonly ImageSettings Settings = new() { Width = 224, Height = 224, CropFraction = 0.875f, Mean = [128, 128, 128], Std = [128, 128, 128] };

    private const string SettingsFile =
        """{ "labels": "labels.txt", "image": { "width": 224, "height": 224, "cropFraction": 0.875, "mean": [128, 128, 128], "std": [128, 128, 128] } }""";

    private readonly DirectoryInfo _repository = Directory.CreateTempSubdirectory("workergrains-models-");

    public MobileNet()
    {
        var model = _repository.CreateSubdirectory("image-classify");
        File.Copy(Onnx, Path.Combine(model.CreateSubdirectory("1").FullName, "model.onnx"));
        File.Copy(Places.Shared("models/mobilenet/imagenet_labels.txt"), Path.Combine(model.FullName, "labels.txt"));
        File.WriteAllText(Path.Combine(model.FullName, "model.json"), SettingsFile);
    }

    /// <exception cref="SkippedException">The model is not at hand.</exception>
    public static string Onnx => Places.Shared("models/mobilenet/mobilenet_v2_1.0_224_fp32.onnx");

    public string Repository => _repository.FullName;

    public void Dispose() => _repository.Delete(recursive: true);
}
