namespace WorkerGrains.Tests.Readme;

/// <summary>The repository's README.</summary>
internal static class ReadmeFile
{
    public static string Folder { get; } = Find();

    public static string Text { get; } = File.ReadAllText(Path.Combine(Folder, "README.md")).ReplaceLineEndings("\n");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "WorkerGrains.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
