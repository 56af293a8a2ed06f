using System.Globalization;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Silo;

/// <summary>What a silo's process holds of the memory while a model comes and goes.</summary>
public sealed class ModelMemoryTests
{
    private const int Cycles = 100;

    // The first times, libraries and the runtime itself take what they keep.
    private const int WarmUpCycles = 60;

    // The collector keeps some megabytes more or less each time; the least of many says what is held.
    private const int Readings = 40;

    // Now and then the runtime takes a step up that it stays on, whoever asks it for what. What is lost with each model is lost every hundred times.
    private const int Spans = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unload_HundredTimes_GivesTheMemoryBack()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads what Linux says of a process's memory.");
        using var models = new TemporaryModels().Add("photos", "1", SharedFiles.PathOrSkip("models", "mobilenet", "mobilenet_v2_1.0_224_fp32.onnx"));
        await using var silo = await SiloProcess.StartAsync("memory", $"--Models:Path={models.Path}");
        var pixels = Convert.ToBase64String(new byte[3 * 224 * 224 * sizeof(float)]);
        var input = $$"""{"inputs":[{"name":"input","datatype":"fp32","shape":[1,3,224,224],"bytes":"{{pixels}}"}],"outputs":["probabilities"]}""";
        await RepeatAsync(silo, input, WarmUpCycles - Readings);
        var growth = new List<double>();
        for (var before = await RepeatAsync(silo, input, Readings); growth.Count < Spans && !growth.Exists(static ratio => ratio <= 1.05);)
        {
            var after = await RepeatAsync(silo, input, Cycles);
            growth.Add((double)after / before);
            TestContext.Current.TestOutputHelper!.WriteLine($"{before >> 20} MB before, {after >> 20} MB after {Cycles} times: {growth[^1]:P1}.");
            before = after;
        }

        Assert.InRange(growth.Min(), 0, 1.05);
    }

    /// <summary>Loads, runs and unloads the model so many times.</summary>
    /// <returns>What the process held at the least, after one of the last times, in bytes.</returns>
    private static async Task<long> RepeatAsync(SiloProcess silo, string input, int cycles)
    {
        var held = new List<long>();
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            await PostAsync(silo, "/v1/models/photos/load", "");
            await PostAsync(silo, "/v1/models/photos/infer", input);
            await PostAsync(silo, "/v1/models/photos/unload", "");
            held.Add(Resident(silo));
        }

        return held.TakeLast(Readings).Min();
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
