using System.Diagnostics;
using System.Runtime.InteropServices;

namespace WorkerGrains.Engines.Programs;

/// <summary>A program of .NET that lies beside this one and is run in a process of its own.</summary>
internal static class DotNetProgram
{
    /// <summary>How it is started: with its errors to be read, and nothing known there that this process knows by its environment.</summary>
    /// <param name="assembly">The path of the program's assembly.</param>
    /// <param name="arguments">What the program is told.</param>
    public static ProcessStartInfo StartInfo(string assembly, params IEnumerable<string> arguments)
    {
        var (file, first) = CommandOf(assembly, RuntimeEnvironment.GetRuntimeDirectory());
        var info = new ProcessStartInfo(file, [.. first, .. arguments])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        info.Environment.Clear();
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        info.Environment["TMPDIR"] = Path.GetTempPath();
        return info;
    }

    /// <summary>The file to start, and the arguments before the program's own.</summary>
    /// <param name="assembly">The path of the program's assembly.</param>
    /// <param name="runtime">The folder of the runtime that this process runs on.</param>
    internal static (string File, IReadOnlyList<string> Arguments) CommandOf(string assembly, string runtime)
    {
        // Published with the runtime in it, a program has a host that finds it; there may be no other.
        var folder = Path.GetDirectoryName(Path.GetFullPath(assembly))!;
        if (Path.TrimEndingDirectorySeparator(Path.GetFullPath(runtime)) == folder)
        {
            return (Path.Combine(folder, Path.GetFileNameWithoutExtension(assembly) + (OperatingSystem.IsWindows() ? ".exe" : "")), []);
        }

        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var host = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", name));
        return (File.Exists(host) ? host : name, [assembly]);
    }
}
