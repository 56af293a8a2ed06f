using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;

namespace WorkerGrains.Engines.Files;

/// <summary>The bytes of a file that a model sees: its beginning and its end, without the white space at either.</summary>
/// <remarks>
/// A copy, so that what waits in a queue is a few kilobytes however large the file is.
/// Source: google/magika, <c>python/src/magika/magika.py</c>, <c>_extract_features_from_seekable</c>.
/// </remarks>
internal sealed class FileExcerpt(byte[] bytes, int beginning)
{
    // What Python strips from bytes, which is what the model was trained with.
    private static ReadOnlySpan<byte> WhiteSpace => " \t\n\r\v\f"u8;

    /// <summary>Takes what a model sees of a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="config">What the model reads.</param>
    /// <param name="excerpt">The excerpt; <see langword="null"/> when the file has too few bytes to ask a model about.</param>
    public static bool TryTake(ReadOnlySpan<byte> file, FileTypeConfig config, [NotNullWhen(true)] out FileExcerpt? excerpt)
    {
        excerpt = null;
        if (file.Length < config.MinFileSizeForDl)
        {
            return false;
        }

        var first = file[..Math.Min(file.Length, config.BlockSize)].TrimStart(WhiteSpace);
        if (first.Length < config.MinFileSizeForDl)
        {
            return false;
        }

        first = first[..Math.Min(first.Length, config.BegSize)];
        var last = file[^Math.Min(file.Length, config.BlockSize)..].TrimEnd(WhiteSpace);
        last = last[^Math.Min(last.Length, config.EndSize)..];
        excerpt = new FileExcerpt([.. first, .. last], first.Length);
        return true;
    }

    /// <summary>Whether the few bytes of a file are text.</summary>
    public static bool IsText(ReadOnlySpan<byte> file, FileTypeConfig config) => Utf8.IsValid(file[..Math.Min(file.Length, config.BlockSize)]);

    /// <summary>Writes the excerpt as the model takes it: the beginning padded behind, the end padded before.</summary>
    public void CopyTo(Span<int> numbers, FileTypeConfig config)
    {
        var first = numbers[..config.BegSize];
        var last = numbers[config.BegSize..];
        var end = bytes.Length - beginning;
        Widen(bytes.AsSpan(0, beginning), first);
        first[beginning..].Fill(config.PaddingToken);
        last[..^end].Fill(config.PaddingToken);
        Widen(bytes.AsSpan(beginning), last[^end..]);
    }

    private static void Widen(ReadOnlySpan<byte> bytes, Span<int> numbers)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            numbers[i] = bytes[i];
        }
    }
}
