namespace WorkerGrains.Tests.Engines.Texts;

/// <summary>Texts of all kinds, each with something in it to read.</summary>
internal static class SampleTexts
{
    public static IReadOnlyList<string> All { get; } =
    [
        "word",
        "a",
        ".",
        "  spaced\tout\n ",
        "Hello, World!",
        "🙂",
        "🙂 emoji 👩‍👩‍👧 in the text 🚀🚀",
        "日本語のテキストと中文字符 mixed with English",
        "Ünïcödé Straße naïve café",
        "3.14 $5 a+b=c €7 [SEP] [CLS]",
        "e\u0301clair and éclair",
        "zero\u200bwidth\u00adhyphen\u0000null",
        new string('x', 300) + " after a word that is too long",
        "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
        string.Join(' ', Enumerable.Range(0, 100).Select(static i => $"sentence {i} of a longer text.")),
        string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 5_000)),
        string.Concat(Enumerable.Repeat("中文", 5_000)),
        new string(' ', 50_000) + "far away",
    ];
}
