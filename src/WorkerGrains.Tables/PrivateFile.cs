using System.Globalization;

namespace WorkerGrains.Tables;

/// <summary>A file that only this process can name: DuckDB reads tables from files and writes answers to them.</summary>
/// <remarks>On Linux the file loses its name as soon as it is open and is reached through its descriptor, so nothing is left of it however the process ends.</remarks>
internal sealed class PrivateFile : IDisposable
{
    public PrivateFile()
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());
        Stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = OperatingSystem.IsLinux() ? FileOptions.None : FileOptions.DeleteOnClose,
        });
        if (OperatingSystem.IsLinux())
        {
            File.Delete(path);
            path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{Stream.SafeFileHandle.DangerousGetHandle()}");
        }

        Path = path;
    }

    public string Path { get; }

    public FileStream Stream { get; }

    public void Dispose() => Stream.Dispose();
}
