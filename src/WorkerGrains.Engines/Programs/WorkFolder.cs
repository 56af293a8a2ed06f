namespace WorkerGrains.Engines.Programs;

/// <summary>A folder for one run of a program, readable by nobody else and gone with it.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workergrains-");

    public WorkFolder(IReadOnlyDictionary<string, string> links)
    {
        foreach (var (name, target) in links)
        {
            var path = System.IO.Path.Combine(Path, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            Directory.CreateSymbolicLink(path, target);
        }
    }

    public string Path => _folder.FullName;

    public void Dispose()
    {
        try
        {
            // Links are removed, not followed.
            _folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The program was killed with a file half made; the system clears its temporary folder in time.
        }
    }
}
