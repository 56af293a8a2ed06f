using System.Globalization;
using System.Security.Cryptography;

namespace WorkerGrains.Engines.Models.Fetching;

/// <summary>Fetches models into a repository folder.</summary>
/// <remarks>A version appears in the repository at once and whole, or not at all: it is made beside it and moved there.</remarks>
/// <param name="client">Fetches from URLs.</param>
/// <param name="time">Waits between attempts.</param>
public sealed class ModelFetcher(HttpClient client, TimeProvider time)
{
    private static readonly string[] s_modelFiles = ["model.onnx", "model.pt"];

    private readonly ResumableDownload _download = new(client, time);

    /// <summary>Finds a model in a catalogue: <c>name → version → { url, sha256, bytes, licence }</c>, as JSON.</summary>
    /// <param name="catalog">A file, or a URL of <c>https</c>.</param>
    /// <param name="repository">The repository folder, which exists.</param>
    /// <param name="name">The model's name in the catalogue, and what it is to be called.</param>
    /// <param name="version">The version; <see langword="null"/> for the highest.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FetchException">The catalogue cannot be had, is none, or has no such model.</exception>
    public async Task<ModelPull> FindAsync(string catalog, string repository, string name, int? version, CancellationToken cancellationToken)
    {
        var (found, source, entry) = (await ModelCatalog.ReadAsync(catalog, client, time, cancellationToken)).Find(name, version);
        return new ModelPull(repository, name, source) { Version = found, Sha256 = entry.Sha256, MaxBytes = entry.Bytes, Licence = entry.Licence };
    }

    /// <summary>Fetches a model, checks it and installs it.</summary>
    /// <returns>The folder of the version, relative to the repository.</returns>
    /// <exception cref="FetchException">It cannot be had, is not what it should be, or is there already. The repository is as it was.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; what has been downloaded is kept, and the next run goes on from there.</exception>
    public async Task<string> FetchAsync(ModelPull pull, IProgress<FetchProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pull);
        ArgumentNullException.ThrowIfNull(progress);

        Check(pull);
        var version = pull.Version.ToString(CultureInfo.InvariantCulture);
        var target = Path.Combine(pull.Repository, pull.Name, version);
        if (Directory.Exists(target))
        {
            throw new FetchException($"Version {version} of the model '{pull.Name}' is installed already. Install it as another with --version.");
        }

        // No model can be called so, hence the repository never looks into it.
        var workshop = Path.Combine(pull.Repository, ".pull", $"{pull.Name}-{version}-{pull.Sha256?[..16] ?? "local"}");
        Directory.CreateDirectory(workshop);
        try
        {
            var made = await MakeAsync(pull, workshop, progress, cancellationToken);
            Install(made, pull, target);
            Directory.Delete(workshop, recursive: true);
        }
        catch (FetchException)
        {
            Directory.Delete(workshop, recursive: true);
            throw;
        }
        finally
        {
            DeleteIfEmpty(Path.Combine(pull.Repository, ".pull"));
            DeleteIfEmpty(Path.Combine(pull.Repository, pull.Name));
        }

        return Path.Combine(pull.Name, version);
    }

    private static void Check(ModelPull pull)
    {
        if (!ModelName.IsValid(pull.Name))
        {
            throw new FetchException(ModelName.Rule);
        }

        if (pull.Version < 1)
        {
            throw new FetchException("A version is a number from 1.");
        }

        if (pull.Sha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
        {
            throw new FetchException("A SHA-256 is 64 hexadecimal digits.");
        }

        if (UrlOf(pull.Source) is not null && pull.Sha256 is null)
        {
            throw new FetchException("What comes over a network is fetched only with its --sha256, as its publisher gives it.");
        }
    }

    /// <summary>Makes the folder of the version, with what goes beside the versions in it too.</summary>
    private async Task<string> MakeAsync(ModelPull pull, string workshop, IProgress<FetchProgress> progress, CancellationToken cancellationToken)
    {
        var made = Path.Combine(workshop, "made");
        if (Directory.Exists(made))
        {
            // Left from a run that was ended.
            Directory.Delete(made, recursive: true);
        }

        Directory.CreateDirectory(made);
        if (UrlOf(pull.Source) is { } url)
        {
            var downloaded = Path.Combine(workshop, "download.part");
            await DownloadAsync(url, downloaded, pull, progress, cancellationToken);
            Place(downloaded, Path.GetFileName(url.AbsolutePath), made, pull, cancellationToken);
        }
        else if (File.Exists(pull.Source))
        {
            await CheckHashAsync(pull.Source, pull, cancellationToken);
            Place(pull.Source, Path.GetFileName(pull.Source), made, pull, cancellationToken);
        }
        else if (Directory.Exists(pull.Source))
        {
            Copy(pull.Source, made, cancellationToken);
            if (pull.Sha256 is not null)
            {
                await CheckHashAsync(ModelFileIn(made), pull, cancellationToken);
            }
        }
        else
        {
            throw new FetchException("The source is no URL, and no file or folder on this machine.");
        }

        return made;
    }

    private async Task DownloadAsync(Uri url, string path, ModelPull pull, IProgress<FetchProgress> progress, CancellationToken cancellationToken)
    {
        var isResumed = File.Exists(path);
        await _download.RunAsync(url, path, pull.MaxBytes, progress, cancellationToken);
        if (isResumed && !await HasHashAsync(path, pull.Sha256!, cancellationToken))
        {
            // What was there may have been the beginning of another file.
            File.Delete(path);
            await _download.RunAsync(url, path, pull.MaxBytes, progress, cancellationToken);
        }

        await CheckHashAsync(path, pull, cancellationToken);
    }

    private static async Task CheckHashAsync(string path, ModelPull pull, CancellationToken cancellationToken)
    {
        if (pull.Sha256 is { } expected && !await HasHashAsync(path, expected, cancellationToken))
        {
            throw new FetchException("The SHA-256 of what was fetched is another than the one given: the file is damaged, or is not the one that was meant. Nothing is installed.");
        }
    }

    private static async Task<bool> HasHashAsync(string path, string expected, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexString(await SHA256.HashDataAsync(file, cancellationToken)).Equals(expected, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Puts a file where it belongs in a version's folder, an archive unpacked.</summary>
    private static void Place(string file, string name, string made, ModelPull pull, CancellationToken cancellationToken)
    {
        if (ModelArchive.IsArchive(name))
        {
            ModelArchive.Unpack(file, name, made, pull.MaxUnpackedBytes, cancellationToken);
            return;
        }

        var extension = Path.GetExtension(name);
        var modelFile = s_modelFiles.FirstOrDefault(known => Path.GetExtension(known).Equals(extension, StringComparison.OrdinalIgnoreCase))
            ?? throw new FetchException("The source is to be a model (.onnx, .pt), an archive of one (.zip, .tar, .tar.gz, .tgz), or a folder.");
        File.Copy(file, Path.Combine(made, modelFile));
    }

    private static void Copy(string source, string target, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (new FileInfo(file).LinkTarget is not null)
            {
                throw new FetchException("The folder has a link in it, and links are not followed.");
            }

            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>The one model file in what was made: at its top, or in a folder of it.</summary>
    private static string ModelFileIn(string made)
    {
        var found = s_modelFiles.SelectMany(name => Directory.EnumerateFiles(made, name, SearchOption.AllDirectories)).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new FetchException($"There is no {string.Join(" or ", s_modelFiles)} in what was fetched."),
            _ => throw new FetchException("There are several models in what was fetched. Fetch one at a time."),
        };
    }

    /// <summary>Moves what was made into the repository: settings, labels and the like beside the versions unless they are there, the rest as the version.</summary>
    private static void Install(string made, ModelPull pull, string target)
    {
        var versionFolder = Path.GetDirectoryName(ModelFileIn(made))!;
        var modelFolder = Directory.CreateDirectory(Path.GetDirectoryName(target)!).FullName;

        // What lies above the version's folder, or with a model at the top everything but the model, is about all versions.
        var top = versionFolder == made ? made : Path.GetDirectoryName(versionFolder)!;
        foreach (var file in Directory.EnumerateFiles(top).Where(static file => !s_modelFiles.Contains(Path.GetFileName(file))))
        {
            var beside = Path.Combine(modelFolder, Path.GetFileName(file));
            if (!File.Exists(beside) && IsAboutAllVersions(file))
            {
                File.Move(file, beside);
            }
        }

        Directory.Move(versionFolder, target);
    }

    // Weights that a model keeps in files of their own stay with it.
    private static bool IsAboutAllVersions(string file) => Path.GetExtension(file) is ".json" or ".txt" or ".md" or ".vocab" or ".csv";

    private static Uri? UrlOf(string source) =>
        Uri.TryCreate(source, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https" } ? url : null;

    private static void DeleteIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
