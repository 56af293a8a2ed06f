using System.Text;

namespace WorkerGrains.Engines;

/// <summary>White space as HTML shows it.</summary>
internal static class WhiteSpace
{
    /// <summary>Appends a text with white space collapsed, none at the start of a line.</summary>
    /// <param name="text">Takes it.</param>
    /// <param name="data">The text.</param>
    /// <param name="maxLength">How long <paramref name="text"/> may become.</param>
    public static void AppendCollapsed(StringBuilder text, ReadOnlySpan<char> data, int maxLength = int.MaxValue)
    {
        while (!data.IsEmpty && text.Length < maxLength)
        {
            var word = 0;
            while (word < data.Length && !char.IsWhiteSpace(data[word]))
            {
                word++;
            }

            text.Append(data[..Math.Min(word, maxLength - text.Length)]);
            data = data[word..];
            if (data.IsEmpty)
            {
                return;
            }

            if (text.Length > 0 && text.Length < maxLength && !char.IsWhiteSpace(text[^1]))
            {
                text.Append(' ');
            }

            data = data.TrimStart();
        }
    }
}
