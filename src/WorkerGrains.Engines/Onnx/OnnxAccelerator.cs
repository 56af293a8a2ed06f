using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Engines.Onnx;

/// <summary>Lets models run on the GPU, where there is one that ONNX Runtime can use.</summary>
/// <remarks>Thread-safe. What ONNX Runtime needs beside the driver (CUDA and cuDNN) shows only when it is asked, so the first model finds out for all.</remarks>
internal sealed partial class OnnxAccelerator(DeviceCatalog devices, IOptions<OnnxOptions> options, ILogger<OnnxAccelerator> logger)
{
    private int _isUnusable;

    /// <summary>Puts a session that is about to be made on the GPU, if that can be.</summary>
    /// <returns>The device that the session will run on.</returns>
    public Device AddTo(SessionOptions session)
    {
        var device = devices.Compute;
        if (!device.IsAccelerator || Volatile.Read(ref _isUnusable) != 0)
        {
            return devices.Cpu;
        }

        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(Describe(device, options.Value.Cuda));
            session.AppendExecutionProvider_CUDA(cuda);
            return device;
        }
        catch (OnnxRuntimeException)
        {
            if (Interlocked.Exchange(ref _isUnusable, 1) == 0)
            {
                LogUnusable(device.Id);
            }

            return devices.Cpu;
        }
    }

    // The names are those of ONNX Runtime's documentation of the CUDA execution provider.
    private static Dictionary<string, string> Describe(Device device, OnnxCudaOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["device_id"] = device.Index.ToString(CultureInfo.InvariantCulture),
            ["arena_extend_strategy"] = options.ArenaGrowth == OnnxArenaGrowth.AsRequested ? "kSameAsRequested" : "kNextPowerOfTwo",
        };
        if (options.MemoryLimitBytes > 0)
        {
            settings["gpu_mem_limit"] = options.MemoryLimitBytes.ToString(CultureInfo.InvariantCulture);
        }

        return settings;
    }

    [LoggerMessage(LogLevel.Warning, "ONNX Runtime cannot use {Device}: models run on the processors. It needs the CUDA and cuDNN libraries of its version on the library path, and a driver that is new enough for them.")]
    private partial void LogUnusable(string device);
}
