using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;
using WorkerGrains.Tests.Engines.Devices;

namespace WorkerGrains.Tests.Engines.Onnx;

public sealed class OnnxAcceleratorTests
{
    private static readonly IOptions<OnnxOptions> s_options = Options.Create(new OnnxOptions());

    private readonly FakeLogger<OnnxAccelerator> _logger = new();

    [Fact]
    public void TryLoad_Processors_IsNothingToSpeakOf()
    {
        var loader = new OnnxRuntimeLoader(s_options, new OnnxAccelerator(s_options, _logger));

        Assert.Equal(Device.CpuId, LoadOn(TestDevices.Processors, loader));

        Assert.True(loader.CanUseGpus);
        Assert.Equal(0, _logger.Collector.Count);
    }

    [Fact]
    public void TryLoad_GpuThatOnnxRuntimeCannotUse_FallsBackAndSaysSoOnce()
    {
        Assert.SkipWhen(Build.HasCuda, "Needs a build for processors, in which ONNX Runtime cannot use a GPU.");
        var loader = new OnnxRuntimeLoader(s_options, new OnnxAccelerator(s_options, _logger));

        for (var gpu = 0; gpu < 3; gpu++)
        {
            Assert.Equal(Device.CpuId, LoadOn(TestDevices.Gpu(gpu), loader));
            Assert.False(loader.CanUseGpus);
        }

        Assert.StartsWith("ONNX Runtime cannot use cuda:0: models run on the processors.", Assert.Single(_logger.Collector.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    /// <summary>Loads a model that is to run on a device.</summary>
    /// <returns>The device that it runs on.</returns>
    private static string LoadOn(Device device, OnnxRuntimeLoader loader)
    {
        Assert.True(loader.TryLoad(SharedFiles.PathOrSkip("models", "tiny", "mul2_f32.onnx"), ModelSettings.Default, device, out var session, out var failure), failure?.Reason);
        using (session)
        {
            return session.Device;
        }
    }
}
