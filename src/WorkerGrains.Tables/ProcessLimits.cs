using System.Runtime.InteropServices;

namespace WorkerGrains.Tables;

/// <summary>Limits that the operating system keeps for this process, because DuckDB counts only part of the memory it uses.</summary>
/// <remarks>On Linux only; elsewhere DuckDB's own limits and the deadline are what there is.</remarks>
internal static partial class ProcessLimits
{
    private const int FileSize = 1;
    private const int DataSize = 2;
    private const int SignalFileTooLarge = 25;

    /// <summary>Caps the memory and the size of files, and offers this process first to the kernel when the machine runs out of memory.</summary>
    public static void Apply(long memoryBytes, long fileBytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // A write beyond the limit should fail as one, not end the process.
        Signal(SignalFileTooLarge, 1);
        Set(FileSize, fileBytes);
        Set(DataSize, memoryBytes);
        File.WriteAllText("/proc/self/oom_score_adj", "1000");
    }

    private static void Set(int resource, long value)
    {
        var limit = new Limit { Soft = (nuint)value, Hard = (nuint)value };
        if (SetLimit(resource, limit) != 0)
        {
            throw new InvalidOperationException("The limits of the process cannot be set.");
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
