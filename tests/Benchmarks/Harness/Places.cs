namespace WorkerGrains.Benchmarks.Harness;

/// <summary>Where things are, found from where this program is.</summary>
internal static class Places
{
    private const string SharedVariable = "WORKERGRAINS_SHARED";

    /// <summary>This program.</summary>
    public static string Self { get; } = typeof(Places).Assembly.Location;

    /// <summary>The silo's program, of the same build as this one.</summary>
    public static string Silo { get; } = Path.Combine(
        Path.GetDirectoryName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!,
        "WorkerGrains.Silo",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "WorkerGrains.Silo.dll");

    /// <summary>A file of the folder with models and inputs that lies beside the sources.</summary>
    /// <exception cref="SkippedException">It is not there.</exception>
    public static string Shared(string path)
    {
        var full = Path.Combine(SharedFolder(), path);
        return Path.Exists(full) ? full : throw new SkippedException($"{path} is not in the shared folder.");
    }

    private static string SharedFolder()
    {
        if (Environment.GetEnvironmentVariable(SharedVariable) is { Length: > 0 } given)
        {
            return given;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WorkerGrains.sln")))
            {
                return Path.Combine(folder.FullName, "..", "shared");
            }
        }

        throw new SkippedException($"No folder with models: set {SharedVariable} to it.");
    }
}
