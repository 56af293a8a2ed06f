namespace WorkerGrains.Engines.Torch;

/// <summary>What a method of a TorchScript module takes and gives, read from its code.</summary>
/// <remarks>
/// The code in a TorchScript file is a subset of Python, written by libtorch: one definition begins
/// <c>def forward(self: __torch__.Model, x: Tensor, y: Optional[Tensor]=None) -> Dict[str, Tensor]:</c>, over one line or several.
/// Source: PyTorch, "TorchScript Language Reference" and torch/csrc/jit/serialization/python_print.cpp.
/// </remarks>
internal sealed record MethodSignature
{
    /// <summary>The parameters without <c>self</c>.</summary>
    public required IReadOnlyList<MethodParameter> Parameters { get; init; }

    /// <summary>The parameters as they stand in the code, <c>self</c> included.</summary>
    public required string ParameterText { get; init; }

    /// <summary>What it gives, for example <c>Tuple[Tensor, Tensor]</c>.</summary>
    public required string Returns { get; init; }

    /// <summary>Whether it gives tensors by name.</summary>
    public bool ReturnsDictionary => Returns.StartsWith("Dict[str, Tensor]", StringComparison.Ordinal);

    /// <summary>Finds a method in the body of a class.</summary>
    public static MethodSignature? Find(string body, string method)
    {
        var head = $"  def {method}(";
        var start = body.StartsWith(head, StringComparison.Ordinal) ? 0 : body.IndexOf('\n' + head, StringComparison.Ordinal) + 1;
        if (start == 0 && !body.StartsWith(head, StringComparison.Ordinal))
        {
            return null;
        }

        start += head.Length;
        var end = start + EndOf(body.AsSpan(start), ')');
        const string Arrow = ") -> ";
        if (string.CompareOrdinal(body, end, Arrow, 0, Arrow.Length) != 0 || body.IndexOf(":\n", end, StringComparison.Ordinal) is not (> 0 and var colon))
        {
            return null;
        }

        var text = body[start..end];
        return new MethodSignature
        {
            ParameterText = text,
            Parameters = [.. Split(text).Skip(1).Select(Read)],
            Returns = body[(end + Arrow.Length)..colon],
        };
    }

    private static MethodParameter Read(string text)
    {
        var (name, rest) = text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (text[..colon], text[(colon + 1)..]) : (text, "Tensor");
        var equals = EndOf(rest, '=');
        return new MethodParameter(name.Trim(), rest[..equals].Trim(), IsOptional: equals < rest.Length);
    }

    private static IEnumerable<string> Split(string text)
    {
        while (text.Length > 0)
        {
            var end = EndOf(text, ',');
            yield return text[..end];
            text = end < text.Length ? text[(end + 1)..] : "";
        }
    }

    /// <summary>Where a character first stands outside brackets; the length when it does not.</summary>
    private static int EndOf(ReadOnlySpan<char> text, char wanted)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (depth == 0 && text[i] == wanted)
            {
                return i;
            }

            depth += text[i] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
        }

        return text.Length;
    }
}
