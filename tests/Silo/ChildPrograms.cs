using System.Diagnostics;
using System.Globalization;

namespace WorkerGrains.Tests.Silo;

/// <summary>The programs that a silo runs in processes of their own, as Linux lists them.</summary>
internal static class ChildPrograms
{
    /// <summary>The processes that a silo started whose command line has a word in it.</summary>
    public static IReadOnlyList<int> Of(SiloProcess silo, string word) => Of(silo.Process.Id, word);

    /// <summary>The processes below another whose command line has a word in it.</summary>
    public static IReadOnlyList<int> Of(int parent, string word)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux's list of processes.");
        return [.. Directory.EnumerateDirectories("/proc").Select(static folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && ParentOf(id) == parent && Read(id, "cmdline").Contains(word, StringComparison.Ordinal))];
    }

    /// <summary>Whether a process is there and does not only wait to be taken notice of.</summary>
    public static bool Runs(int id) => Fields(id) is [var state, ..] && state is not "Z" and not "X";

    /// <summary>Ends a process as a crash does.</summary>
    public static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Stops processes where they are, or lets them go on.</summary>
    public static async Task SignalAsync(string signal, IReadOnlyList<int> ids)
    {
        if (ids.Count > 0)
        {
            // The shell's own: the program of that name is not on every machine.
            using var kill = Process.Start("sh", ["-c", $"kill -{signal} {string.Join(' ', ids)} 2>/dev/null"]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static int ParentOf(int id) => Fields(id) is [_, var parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : 0;

    /// <summary>State, parent and the rest; what stands before is the name, which may have blanks and brackets.</summary>
    private static string[] Fields(int id) => Read(id, "stat") is { Length: > 0 } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : [];

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
