using System.Globalization;
using System.Runtime.InteropServices;

namespace WorkerGrains.Engines.Models;

/// <summary>What this process holds of the machine's memory.</summary>
internal static partial class ProcessMemory
{
    /// <summary>The resident memory, in bytes.</summary>
    public static long Resident()
    {
        // A process object would read and keep much more.
        if (OperatingSystem.IsLinux() && File.ReadAllText("/proc/self/statm").Split(' ') is [_, var pages, ..])
        {
            return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }

        return Environment.WorkingSet;
    }

    /// <summary>
    /// Gives back to the system all that is free: managed memory, where a model's buffers were, at the price of a collection that stops the
    /// process for some milliseconds, and native memory. For when a model was unloaded, which is rare and done to have its memory.
    /// </summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Trim();
    }

    /// <summary>Gives back to the system what native code has freed. The C library keeps it otherwise, and a model that was unloaded would still be there.</summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc, which keeps less.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MallocTrim(nuint pad);
}
