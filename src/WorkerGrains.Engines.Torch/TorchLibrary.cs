using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Torch;

/// <summary>libtorch in this process: there or not, and if not, why.</summary>
internal static partial class TorchLibrary
{
    private static readonly Lazy<ModelLoadFailure?> s_problem = new(Load);

    /// <summary>Loads libtorch the first time.</summary>
    /// <returns><see langword="null"/>, or why no model of it can be loaded.</returns>
    public static ModelLoadFailure? EnsureLoaded() => s_problem.Value;

    private static ModelLoadFailure? Load()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            return null;
        }
        catch (Exception exception) when (exception is NotSupportedException or DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            return Explain();
        }
    }

    /// <summary>What the loader of the system says; TorchSharp says where it looked.</summary>
    private static ModelLoadFailure Explain()
    {
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, searchPath: null);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            var said = Folder().Replace(exception.Message, "");
            return Version().Match(said) is { Success: true } version
                ? new($"TorchSharp cannot be loaded: this system's libraries lack {version.Value}.", "Build the silo on this system, which adapts TorchSharp to it, or run it on a newer one.") { Detail = said }
                : new("TorchSharp and libtorch are not there.", "Build the silo on the platform that it runs on: Linux or Windows on x64, or macOS on Arm64.") { Detail = said };
        }

        return new("TorchSharp does not start.", "See the log of the silo.");
    }

    [GeneratedRegex(@"[^\s'`:(]*[/\\](?=[^\s/\\])")]
    private static partial Regex Folder();

    [GeneratedRegex(@"\bG?LIBC(?:XX)?_[\d.]+|\bGLIBCXX_[\d.]+")]
    private static partial Regex Version();
}
