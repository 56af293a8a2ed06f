using System.Diagnostics;
using TorchSharp;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Programs;

namespace WorkerGrains.Engines.Torch;

/// <summary>Loads a file in a process of its own first.</summary>
/// <remarks>
/// libtorch says what is wrong with the code in a file by an exception that TorchSharp does not catch, and that ends the process. Here it
/// ends one in which there is nothing else. Thread-safe.
/// </remarks>
/// <param name="maxTime">How long a file may take.</param>
internal sealed class TorchTrial(TimeSpan maxTime)
{
    /// <summary>Tries a file.</summary>
    /// <returns><see langword="null"/>, or why it cannot be loaded.</returns>
    public ModelLoadFailure? Run(string path)
    {
        using var process = Process.Start(DotNetProgram.StartInfo(typeof(TorchTrial).Assembly.Location, path))!;
        var said = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(maxTime))
        {
            process.Kill();
            return new("The model file takes too long to load.", "Use a smaller model.");
        }

        return process.ExitCode == 0 ? null : TorchFailures.Load(said.GetAwaiter().GetResult());
    }

    /// <summary>What the process does.</summary>
    public static int Serve(string path)
    {
        torch.InitializeDeviceType(DeviceType.CPU);
        torch.jit.load(path).Dispose();
        return 0;
    }
}
