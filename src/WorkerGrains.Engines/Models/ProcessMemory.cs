using System.Globalization;
using System.Runtime.InteropServices;

namespace WorkerGrains.Engines.Models;

/// <summary>What this process holds of the machine's memory.</summary>
internal static partial class ProcessMemory
{
    // Names and values are glibc's: malloc.h.
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;
    private const int LargeBytes = 4 * 1024 * 1024;
    private const int Arenas = 2;

    private static int s_isReturning;

    /// <summary>
    /// Has the C library keep large blocks apart from small ones, so that they go back to the system when they are freed, and few arenas. Left
    /// alone, it takes a model's weights that were freed once for a habit and from then on cuts them out of its heaps, which small blocks keep from shrinking.
    /// Once for the process.
    /// </summary>
    public static void ReturnLargeBlocks()
    {
        if (!OperatingSystem.IsLinux() || Interlocked.Exchange(ref s_isReturning, 1) != 0)
        {
            return;
        }

        try
        {
            _ = MallOpt(MmapThreshold, LargeBytes);
            _ = MallOpt(ArenaMax, Arenas);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }

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

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MallocTrim(nuint pad);
}
