using System.Runtime.InteropServices;

namespace WorkerGrains.Engines.Programs;

/// <summary>The program that runs .NET programs.</summary>
internal static class DotNetHost
{
    /// <summary>That of the runtime this process runs on; failing that, the one on the search path.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
