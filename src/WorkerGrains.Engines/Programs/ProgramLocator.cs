namespace WorkerGrains.Engines.Programs;

/// <summary>Finds installed programs.</summary>
internal static class ProgramLocator
{
    /// <summary>The full path of a program: the configured one, else the first of that name on the search path, else <see langword="null"/>.</summary>
    /// <remarks>A configured path that leads nowhere finds nothing: another program than the operator named would be a surprise.</remarks>
    public static string? Find(string name, string? configured)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return File.Exists(configured) ? Path.GetFullPath(configured) : null;
        }

        var names = OperatingSystem.IsWindows() ? [$"{name}.exe", $"{name}.cmd"] : (string[])[name];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(file => Path.Combine(folder, file)))
            .FirstOrDefault(static path => Path.IsPathFullyQualified(path) && File.Exists(path));
    }
}
