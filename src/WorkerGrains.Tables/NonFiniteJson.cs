using System.Buffers;

namespace WorkerGrains.Tables;

/// <summary>DuckDB writes NaN and infinities into JSON as they are, which is no JSON; as texts they are.</summary>
internal static class NonFiniteJson
{
    private static readonly SearchValues<byte> s_wordEnds = SearchValues.Create("\"[]{},: \n\r\t"u8);

    /// <summary>Does so in a file.</summary>
    public static void Quote(Stream stream)
    {
        var json = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(json);
        var quoted = Quote(json);
        if (quoted.Length > json.Length)
        {
            stream.Position = 0;
            stream.Write(quoted);
            stream.SetLength(quoted.Length);
            stream.Flush();
        }
    }

    /// <summary>The same JSON with those words as texts.</summary>
    public static ReadOnlySpan<byte> Quote(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0)
        {
            return json;
        }

        var quoted = new ArrayBufferWriter<byte>(json.Length + 1024);
        while (!json.IsEmpty)
        {
            var token = json[..TokenLength(json)];
            var isNumber = token.SequenceEqual("NaN"u8) || (token.EndsWith("Infinity"u8) && token[0] != '"');
            quoted.Write(isNumber ? "\""u8 : []);
            quoted.Write(token);
            quoted.Write(isNumber ? "\""u8 : []);
            json = json[token.Length..];
        }

        return quoted.WrittenSpan;
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
