using System.Globalization;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;

namespace WorkerGrains.Benchmarks.Models;

/// <summary>A repository of models that only compute: so many rounds over 64 numbers a row, the same for each.</summary>
internal sealed class BusyModels : IDisposable
{
    /// <summary>Rows that one run takes.</summary>
    public const int MaxBatchSize = 16;

    public BusyModels(int count)
    {
        for (var number = 0; number < count; number++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(Repository, Name(number), "1")).FullName;
            File.Copy(Places.Shared("models/tiny/busy_loop.onnx"), Path.Combine(folder, "model.onnx"));
            File.WriteAllText(
                Path.Combine(Repository, Name(number), "model.json"),
                $$"""{ "threads": 1, "batching": { "maxBatchSize": {{MaxBatchSize}}, "lanes": {{Environment.ProcessorCount}}, "maxQueueLength": 256 } }""");
        }
    }

    public string Repository { get; } = Directory.CreateTempSubdirectory("workergrains-models-").FullName;

    public static string ModelFile => Places.Shared("models/tiny/busy_loop.onnx");

    /// <summary>A request for one row.</summary>
    public static string Body(long rounds) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"outputEncoding":"base64","inputs":[{"name":"x","datatype":"fp32","shape":[1,64],"bytes":"{{Convert.ToBase64String(new byte[64 * sizeof(float)])}}"},{"name":"iters","shape":[],"data":[{{rounds}}]}]}""");

    public static string RouteOf(int number) => $"/v1/models/{Name(number)}/infer";

    public static HttpCall Call(int port, int number, long rounds) =>
        HttpCall.Post(port, RouteOf(number), "application/json", System.Text.Encoding.UTF8.GetBytes(Body(rounds)));

    public void Dispose() => Directory.Delete(Repository, recursive: true);

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"busy-{number}");
}
