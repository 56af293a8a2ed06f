using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Engines.Onnx;

/// <summary>Lets models run on GPUs, where there are any that ONNX Runtime can use.</summary>
/// <remarks>Thread-safe. What ONNX Runtime needs beside the driver (CUDA and cuDNN) shows only when it is asked, so the first model finds out for all.</remarks>
internal sealed partial class OnnxAccelerator(IOptions<OnnxOptions> options, ILogger<OnnxAccelerator> logger)
{
    private int _isUnusable;

    /// <summary>Whether ONNX Runtime can use GPUs, as far as is known.</summary>
    public bool IsUsable => Volatile.Read(ref _isUnusable) == 0;

    /// <summary>Puts a session that is about to be made on a GPU. False when that cannot be: it will run on the processors.</summary>
    public bool TryAddTo(SessionOptions session, Device gpu)
    {
        if (!IsUsable)
        {
            return false;
        }

        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(Describe(gpu, options.Value.Cuda));
            session.AppendExecutionProvider_CUDA(cuda);
            return true;
        }
        catch (OnnxRuntimeException)
        {
            if (Interlocked.Exchange(ref _isUnusable, 1) == 0)
            {
                LogUnusable(gpu.Id);
            }

            return false;
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
