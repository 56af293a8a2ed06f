using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>What texts are refused for by the models that read and write them.</summary>
internal static class LanguageErrorCases
{
    public static IReadOnlyList<ErrorCase> All { get; } =
    [
        Embed("text.empty", """{ "texts": ["A cat sleeps.", " "] }"""),
        Embed("text.too_long", $$"""{ "text": "{{string.Concat(Enumerable.Repeat("word ", 200))}}", "truncate": false }"""),
        Embed("text.dimensions_unsupported", """{ "text": "A cat sleeps.", "dimensions": 999 }"""),
        new(GenerationCapabilities.Generate, "text.prompt_too_long", $$"""{ "prompt": "{{string.Concat(Enumerable.Repeat("Once upon a time. ", 20))}}" }""") { Models = "babyllama" },
    ];

    private static ErrorCase Embed(string code, string json) => new(TextCapabilities.Embed, code, json) { Models = "text-embed" };
}
