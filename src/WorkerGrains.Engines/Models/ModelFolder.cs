using System.Globalization;
using System.Text;

namespace WorkerGrains.Engines.Models;

/// <summary>Where one version of a model lies: <c>{root}/{name}/{version}/model.onnx</c>.</summary>
internal sealed class ModelFolder
{
    public const string ModelFileName = "model.onnx";

    private readonly string _path;

    private ModelFolder(string path, int version)
    {
        _path = path;
        Version = version;
        ModelPath = Path.Combine(path, version.ToString(CultureInfo.InvariantCulture), ModelFileName);
    }

    public int Version { get; }

    public string ModelPath { get; }

    /// <summary>Whether anything on the way from the model's folder to its file is a link.</summary>
    /// <remarks>Links are not followed: whoever may write to the folder must not be able to have files elsewhere read.</remarks>
    public bool HasLinks => IsLink(_path) || IsLink(Path.GetDirectoryName(ModelPath)!) || IsLink(ModelPath);

    /// <summary>Finds the highest version of a model in the first root that has one.</summary>
    /// <param name="roots">The folders of models, first come first served.</param>
    /// <param name="name">A valid name.</param>
    public static ModelFolder? Find(IEnumerable<string> roots, string name)
    {
        foreach (var root in roots)
        {
            var path = Path.Combine(root, name);
            var version = Directory.Exists(path)
                ? Directory.EnumerateDirectories(path).Select(VersionOf).DefaultIfEmpty(0).Max()
                : 0;
            if (version > 0)
            {
                return new ModelFolder(path, version);
            }
        }

        return null;
    }

    /// <summary>Whether there is a file of that name beside the versions.</summary>
    public bool Has(string fileName) => File.Exists(Path.Combine(_path, fileName));

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

    /// <summary>The version that a folder's name says, or 0 when it is no version or holds no model: it may be half copied.</summary>
    private static int VersionOf(string path)
    {
        var name = Path.GetFileName(path);
        return name[0] is >= '1' and <= '9'
            && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && File.Exists(Path.Combine(path, ModelFileName))
            ? version
            : 0;
    }

    private static bool IsLink(string path) => File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
}
