using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace WorkerGrains.Tests.Silo.Hostile;

/// <summary>Files that no answer may hold anything of: a text, under every extension that somebody might add to its name, and a picture.</summary>
internal sealed class Secret : IDisposable
{
    private const string Word = "classified";

    private static readonly string[] s_extensions = ["", ".txt", ".tex", ".rst", ".org", ".csv", ".bib", ".html", ".xml", ".css"];

    private readonly TemporaryFolder _folder = new();

    public Secret()
    {
        // Something of each format, so that whoever reads it shows the word.
        foreach (var extension in s_extensions)
        {
            File.WriteAllText(Path.Combine(_folder.Path, $"secret{extension}"), extension == ".bib" ? $"@book{{x, title={{{Word}}}, author={{{Word}}}, year=2000}}" : Word);
        }

        using var picture = new SKBitmap(4, 4);
        picture.Erase(SKColors.Fuchsia);
        using var encoded = picture.Encode(SKEncodedImageFormat.Png, 100);
        Picture = encoded.ToArray();
        File.WriteAllBytes(Path.Combine(_folder.Path, "secret.png"), Picture);
    }

    private byte[] Picture { get; }

    /// <summary>A document's text with the secret's path where it says <c>SECRET</c>, and with as many steps up as lead out of any folder where it says <c>STEPSUP</c>.</summary>
    public string In(string document) => document
        .Replace("STEPSUP", string.Concat(Enumerable.Repeat("../", 12)).TrimEnd('/'), StringComparison.Ordinal)
        .Replace("SECRET", Path.Combine(_folder.Path, "secret"), StringComparison.Ordinal);

    /// <summary>Whether an answer holds something of the files: as they are, packed, or in base64.</summary>
    public bool IsIn(byte[] answer) => Unpacked(answer).Any(part =>
        Has(part, Encoding.UTF8.GetBytes(Word)) || Has(part, Picture) || Has(part, "Y2xhc3NpZmllZ"u8) || Has(part, Encoding.ASCII.GetBytes(Convert.ToBase64String(Picture)[..60])));

    public void Dispose() => _folder.Dispose();

    private static bool Has(byte[] part, ReadOnlySpan<byte> bytes) => part.AsSpan().IndexOf(bytes) >= 0;

    private static IEnumerable<byte[]> Unpacked(byte[] answer)
    {
        yield return answer;
        if (!answer.AsSpan().StartsWith("PK"u8))
        {
            yield break;
        }

        using var archive = new ZipArchive(new MemoryStream(answer), ZipArchiveMode.Read);
        foreach (var entry in archive.Entries)
        {
            using var unpacked = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(unpacked);
            yield return unpacked.ToArray();
        }
    }
}
