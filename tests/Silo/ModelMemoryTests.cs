using System.Globalization;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Silo;

/// <summary>What a silo's process holds of the memory while a model comes and goes.</summary>
public sealed class ModelMemoryTests
{
    private const int Cycles = 100;

    // The first times, libraries and the runtime itself take what they keep.
    private const int WarmUpCycles = 60;

    // The collector keeps a few megabytes more or less each time; the least of several says what is really held.
    private const int Readings = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unload_HundredTimes_GivesTheMemoryBack()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads what Linux says of a process's memory.");
        using var models = new TemporaryModels().Add("photos", "1", SharedFiles.PathOrSkip("models", "mobilenet", "mobilenet_v2_1.0_224_fp32.onnx"));
        await using var silo = await SiloProcess.StartAsync("memory", $"--Models:Path={models.Path}");
        var pixels = Convert.ToBase64String(new byte[3 * 224 * 224 * sizeof(float)]);
        var input = $$"""{"inputs":[{"name":"input","datatype":"fp32","shape":[1,3,224,224],"bytes":"{{pixels}}"}],"outputs":["probabilities"]}""";
        var loaded = 0L;
        var held = new List<long>();
        for (var cycle = 0; cycle < WarmUpCycles + Cycles; cycle++)
        {
            await PostAsync(silo, "/v1/models/photos/load", "");
            await PostAsync(silo, "/v1/models/photos/infer", input);
            loaded = Math.Max(loaded, Resident(silo));
            await PostAsync(silo, "/v1/models/photos/unload", "");
            held.Add(Resident(silo));
        }

        var (before, after) = (held.Skip(WarmUpCycles).Take(Readings).Min(), held.TakeLast(Readings).Min());
        TestContext.Current.TestOutputHelper!.WriteLine($"{before >> 20} MB before, {loaded >> 20} MB at most while loaded, {after >> 20} MB after {Cycles} times: {(double)after / before:P1}.");
        Assert.InRange((double)after / before, 0, 1.05);
    }

    private static async Task PostAsync(SiloProcess silo, string route, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await silo.Http.PostAsync(new Uri(route, UriKind.Relative), content, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static long Resident(SiloProcess silo) => long.Parse(
        File.ReadAllText($"/proc/{silo.Process.Id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
