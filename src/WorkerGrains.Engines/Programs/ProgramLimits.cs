using System.Runtime.InteropServices;

namespace WorkerGrains.Engines.Programs;

/// <summary>Limits that the operating system keeps for a program, also when the process that started it is gone. Source: prlimit(2) of Linux.</summary>
/// <remarks>On Linux only; elsewhere the deadline and the bound on output are what there is.</remarks>
internal static partial class ProgramLimits
{
    private const int ProcessorSeconds = 0;
    private const int FileSize = 1;
    private const int CoreSize = 4;
    private const int OpenFiles = 7;
    private const int AddressSpace = 9;

    private const long MaxOpenFiles = 256;

    /// <summary>Sets the limits of a program that has been started and not been given its input yet. False when that cannot be done, or the program has ended.</summary>
    public static bool TryApply(int process, ProgramCommand command)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        // None of the programs computes on several threads, so this is no tighter than the time of the clock; it ends those whose silo is gone.
        var seconds = (long)Math.Ceiling(command.MaxTime.TotalSeconds) + 1;
        return TrySet(process, CoreSize, 0)
            && TrySet(process, ProcessorSeconds, seconds)
            && TrySet(process, FileSize, Math.Max(command.MaxOutputBytes, command.Input.Length))
            && TrySet(process, OpenFiles, MaxOpenFiles)
            && (command.MaxAddressSpace is not { } bytes || TrySet(process, AddressSpace, bytes));
    }

    private static bool TrySet(int process, int resource, long value) => SetLimit(process, resource, new Limit { Soft = (nuint)value, Hard = (nuint)value }, 0) == 0;

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int SetLimit(int process, int resource, in Limit limit, nint before);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
