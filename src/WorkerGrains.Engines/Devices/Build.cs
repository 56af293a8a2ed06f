using System.Reflection;

namespace WorkerGrains.Engines.Devices;

/// <summary>What this build brought along.</summary>
internal static class Build
{
    /// <summary>Whether the native libraries in this build can use CUDA: <c>-p:Accelerator=cuda</c>.</summary>
    public static bool HasCuda { get; } = typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Any(static metadata => metadata is { Key: "Accelerator", Value: "cuda" });
}
