namespace WorkerGrains.Engines.Tagging;

/// <summary>Files that are part of the program.</summary>
internal static class TaggingResources
{
    /// <summary>Sentences about everything.</summary>
    public static string[] Background { get; } = Read("background.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(TaggingResources).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
