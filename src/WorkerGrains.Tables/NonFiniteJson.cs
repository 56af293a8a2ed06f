using System.Buffers;

namespace WorkerGrains.Tables;

/// <summary>DuckDB writes NaN and infinities into JSON as they are, which is no JSON; as texts they are.</summary>
internal static class NonFiniteJson
{
    private static readonly SearchValues<byte> s_wordEnds = SearchValues.Create("\"[]{},: \n\r\t"u8);

    public static void Quote(Stream stream)
    {
        var json = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(json);
        if (json.AsSpan().IndexOf("NaN"u8) < 0 && json.AsSpan().IndexOf("Infinity"u8) < 0)
        {
            return;
        }

        using var quoted = new MemoryStream(json.Length + 1024);
        for (var index = 0; index < json.Length;)
        {
            var length = TokenLength(json.AsSpan(index));
            var token = json.AsSpan(index, length);
            if (token.SequenceEqual("NaN"u8) || token.EndsWith("Infinity"u8) && token[0] != '"')
            {
                quoted.WriteByte((byte)'"');
                quoted.Write(token);
                quoted.WriteByte((byte)'"');
            }
            else
            {
                quoted.Write(token);
            }

            index += length;
        }

        stream.Position = 0;
        quoted.WriteTo(stream);
        stream.SetLength(quoted.Length);
        stream.Flush();
    }

    /// <summary>The length of a string, of a word or number, or of one other byte.</summary>
    private static int TokenLength(ReadOnlySpan<byte> json)
    {
        if (json[0] != '"')
        {
            var word = json.IndexOfAny(s_wordEnds);
            return word switch { < 0 => json.Length, 0 => 1, _ => word };
        }

        for (var index = 1; index < json.Length; index++)
        {
            if (json[index] == '\\')
            {
                index++;
            }
            else if (json[index] == '"')
            {
                return index + 1;
            }
        }

        return json.Length;
    }
}
