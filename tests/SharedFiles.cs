namespace WorkerGrains.Tests;

/// <summary>Models and data that are too large for the repository: the folder <c>shared</c> beside it, or where <c>WORKERGRAINS_SHARED</c> says.</summary>
internal static class SharedFiles
{
    public static string? Root { get; } = Environment.GetEnvironmentVariable("WORKERGRAINS_SHARED") ?? FindBesideRepository();

    /// <summary>The path of a file or folder in it; skips the test when it is not there.</summary>
    public static string PathOrSkip(params string[] parts)
    {
        var path = Root is null ? null : Path.Combine([Root, .. parts]);
        Assert.SkipUnless(Path.Exists(path), $"Needs {string.Join('/', parts)} in the folder 'shared' beside the repository, or in WORKERGRAINS_SHARED.");
        return path!;
    }

    private static string? FindBesideRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WorkerGrains.sln")))
            {
                return folder.Parent is { } parent ? Path.Combine(parent.FullName, "shared") : null;
            }
        }

        return null;
    }
}
