using Microsoft.ML.OnnxRuntime;

namespace WorkerGrains.Engines.Onnx;

/// <summary>The part of ONNX Runtime that a process has once: the pool of threads that models share.</summary>
/// <remarks>Made with the first model. Where one process holds several silos, as tests do, the first one's options hold for all.</remarks>
internal static class OnnxEnvironment
{
    private static readonly Lock s_gate = new();
    private static bool? s_hasSharedThreads;

    /// <summary>Makes the environment unless it is there.</summary>
    /// <returns>Whether sessions can share its threads; false when code outside this project made the environment first.</returns>
    public static bool EnsureSharedThreads(OnnxOptions options)
    {
        lock (s_gate)
        {
            return s_hasSharedThreads ??= TryCreate(options);
        }
    }

    /// <summary>The number of threads that the options ask for.</summary>
    public static int ThreadsOf(OnnxOptions options) => options.Threads == 0 ? Environment.ProcessorCount : options.Threads;

    private static bool TryCreate(OnnxOptions options)
    {
        if (OrtEnv.IsCreated)
        {
            return false;
        }

        using var threads = new OrtThreadingOptions
        {
            // Told outright: left alone, ONNX Runtime counts the processors of the machine and not those that a container may use.
            GlobalIntraOpNumThreads = ThreadsOf(options),
            GlobalInterOpNumThreads = 1,
            GlobalSpinControl = options.Spin,
        };
        var creation = new EnvironmentCreationOptions
        {
            logId = "WorkerGrains",
            // Its log goes to the console and names files; what matters comes back as an exception too.
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            threadOptions = threads,
        };
        OrtEnv.CreateInstanceWithOptions(ref creation);
        return true;
    }
}
