using Microsoft.Extensions.Logging.Testing;
using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Onnx;
using WorkerGrains.Tests.Engines.Devices;

namespace WorkerGrains.Tests.Engines.Onnx;

public sealed class OnnxAcceleratorTests
{
    private readonly FakeLogger<OnnxAccelerator> _logger = new();

    [Fact]
    public void AddTo_NoGpu_IsTheProcessorsAndNothingToSpeakOf()
    {
        using var session = CreateSession();

        Assert.Equal(Device.CpuId, TestDevices.OnnxOn(TestDevices.Create(), _logger).AddTo(session).Id);

        Assert.Equal(0, _logger.Collector.Count);
    }

    [Fact]
    public void AddTo_GpuThatOnnxRuntimeCannotUse_FallsBackAndSaysSoOnce()
    {
        Assert.SkipWhen(Build.HasCuda, "Needs a build for processors, in which ONNX Runtime cannot use a GPU.");
        var accelerator = TestDevices.OnnxOn(TestDevices.Create(new ScriptedDevices(TestDevices.Gpu(0)), hasCuda: true), _logger);

        for (var i = 0; i < 3; i++)
        {
            using var session = CreateSession();
            Assert.Equal(Device.CpuId, accelerator.AddTo(session).Id);
        }

        Assert.StartsWith("ONNX Runtime cannot use cuda:0: models run on the processors.", Assert.Single(_logger.Collector.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    private static SessionOptions CreateSession()
    {
        OnnxEnvironment.EnsureSharedThreads(new OnnxOptions());
        return new SessionOptions();
    }
}
