using System.Text.Json;

namespace WorkerGrains.Tests.Silo.Manifest;

/// <summary>The TorchScript modules of the shared folder, and what their files do not say of themselves.</summary>
internal static class TorchScripts
{
    public const string MobileNetV1 = "mobilenet_v1_0.25_128.torchscript";
    public const string MobileNetV2 = "mobilenet_v2_1.0_224.torchscript";

    /// <summary>The files of the manifest with a <c>model.json</c> for each.</summary>
    public static IEnumerable<(string File, string Settings)> Find(string root) => new[]
    {
        ("torchsharp-testdata/func.script.dat", Settings([10], [10], "a", "b")),
        ("torchsharp-testdata/l1000_100_10.script.dat", Settings([1000], [10], "x")),
        ("torchsharp-testdata/linrelu.script.dat", Settings([10], [6], "x")),
        ("torchsharp-testdata/scripted.script.dat", Settings([6], [6], "x")),
        ($"mobilenet/{MobileNetV1}.pt", Settings([-1, 3, 128, 128], [-1, 1001], "input")),
        ($"mobilenet/{MobileNetV2}.pt", Settings([-1, 3, 224, 224], [-1, 1001], "input")),
    }.Select(script => (Path.Combine(root, "models", script.Item1), script.Item2)).Where(static script => File.Exists(script.Item1));

    private static string Settings(long[] shape, long[] output, params string[] inputs) => JsonSerializer.Serialize(new
    {
        inputs = inputs.Select(name => new { name, datatype = "fp32", shape }),
        outputs = new[] { new { name = "y", datatype = "fp32", shape = output } },
    });
}
