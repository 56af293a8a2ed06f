using System.Globalization;
using System.Text;

namespace WorkerGrains.Engines.Models;

/// <summary>Where a model lies: <c>{root}/{name}/</c>, with a folder for each version and what is said of all of them beside these.</summary>
/// <remarks>What was there when it was found; a folder that changes is found anew.</remarks>
internal sealed class ModelFolder
{
    private readonly string _path;

    private ModelFolder(string path, IReadOnlyList<ModelFile> files)
    {
        _path = path;
        Files = files;
    }

    /// <summary>The versions, highest first; at least one.</summary>
    public IReadOnlyList<ModelFile> Files { get; }

    /// <summary>Finds a model in the first root that has a version of it.</summary>
    /// <param name="roots">The folders of models, first come first served.</param>
    /// <param name="name">A valid name.</param>
    /// <param name="fileNames">What model files are called, first come first served.</param>
    public static ModelFolder? Find(IEnumerable<string> roots, string name, IReadOnlyList<string> fileNames)
    {
        foreach (var root in roots)
        {
            var path = Path.Combine(root, name);
            ModelFile[] files = Directory.Exists(path)
                ? [.. Directory.EnumerateDirectories(path).Select(folder => FileOf(folder, fileNames)).OfType<ModelFile>().OrderByDescending(static file => file.Version)]
                : [];
            if (files.Length > 0)
            {
                return new ModelFolder(path, files);
            }
        }

        return null;
    }

    /// <summary>The names of the folders that may be models, in all roots.</summary>
    public static IReadOnlyList<string> Names(IEnumerable<string> roots) =>
    [
        .. roots.Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(static path => Path.GetFileName(path))
            .Where(ModelName.IsValid)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A version's file, or <see langword="null"/> when that version is not there.</summary>
    public ModelFile? Find(int version) => Files.FirstOrDefault(file => file.Version == version);

    /// <summary>Whether anything on the way from the model's folder to a version's file is a link.</summary>
    /// <remarks>Links are not followed: whoever may write to the folder must not be able to have files elsewhere read.</remarks>
    public bool HasLinks(ModelFile file) => IsLink(_path) || IsLink(Path.GetDirectoryName(file.Path)!) || IsLink(file.Path);

    /// <summary>Whether there is a file of that name beside the versions.</summary>
    public bool Has(string fileName) => File.Exists(Path.Combine(_path, fileName));

    /// <summary>When a file beside the versions was last written; the beginning of time when there is none.</summary>
    public DateTime Written(string fileName) => File.GetLastWriteTimeUtc(Path.Combine(_path, fileName));

    /// <summary>Reads a small file beside the versions.</summary>
    /// <returns>Its bytes without a byte order mark, or <see langword="null"/> when it is not there, is a link, is larger than allowed or has a name that is more than a name.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public ReadOnlyMemory<byte>? TryRead(string fileName, int maxBytes)
    {
        if (fileName.Length == 0 || fileName != Path.GetFileName(fileName) || fileName.Contains('\\', StringComparison.Ordinal))
        {
            return null;
        }

        var file = new FileInfo(Path.Combine(_path, fileName));
        if (!file.Exists || IsLink(file.FullName) || file.Length > maxBytes)
        {
            return null;
        }

        var bytes = File.ReadAllBytes(file.FullName);
        return bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsMemory(Encoding.UTF8.Preamble.Length) : bytes;
    }

    /// <summary>The model file in a version's folder, or <see langword="null"/> when the folder is no version or holds no model: it may be half copied.</summary>
    private static ModelFile? FileOf(string folder, IReadOnlyList<string> fileNames)
    {
        var name = Path.GetFileName(folder);
        if (name[0] is < '1' or > '9' || !int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return null;
        }

        var file = fileNames.Select(fileName => new FileInfo(Path.Combine(folder, fileName))).FirstOrDefault(static file => file.Exists);
        return file is null ? null : new ModelFile(version, file.FullName, file.Length, file.LastWriteTimeUtc);
    }

    private static bool IsLink(string path) => File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
}
