using System.Text.Unicode;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tables.Loading;

/// <summary>Tells the format of a table from how it begins.</summary>
internal static class FormatDetector
{
    /// <summary>How much of the file it wants to see.</summary>
    public const int HeadLength = 4096;

    public static TableFormat? Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PAR1"u8))
        {
            return TableFormat.Parquet;
        }

        // An Arrow stream begins with the mark of its first message, a file with its name.
        if (head.StartsWith("ARROW1"u8) || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFF, 0xFF, 0xFF]))
        {
            return TableFormat.Arrow;
        }

        var text = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty || text.Contains((byte)0) || !IsText(text, isWhole: head.Length < HeadLength))
        {
            return null;
        }

        return text[0] switch
        {
            (byte)'[' => TableFormat.Json,
            (byte)'{' => TableFormat.Ndjson,
            _ => TableFormat.Csv,
        };
    }

    private static bool IsText(ReadOnlySpan<byte> text, bool isWhole)
    {
        // The head may end in the middle of a character.
        for (var cut = 0; cut < (isWhole ? 1 : Math.Min(4, text.Length)); cut++)
        {
            if (Utf8.IsValid(text[..^cut]))
            {
                return true;
            }
        }

        return false;
    }
}
