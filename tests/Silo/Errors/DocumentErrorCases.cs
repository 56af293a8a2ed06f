using System.IO.Compression;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Tests.Engines.Documents;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>What documents are refused for.</summary>
internal static class DocumentErrorCases
{
    private static readonly Capability s_convert = DocumentCapabilities.Convert;

    public static IReadOnlyList<ErrorCase> All { get; } =
    [
        new(s_convert, "document.format_unknown", static () => GatewayAnswer.Raw([0x89, (byte)'P', (byte)'N', (byte)'G', 0, 0])) { Query = "to=html" },
        new(s_convert, "document.conversion_not_offered", """{ "content": "x", "from": "markdown", "to": "nothing" }"""),
        new(s_convert, "document.charset_unknown", """{ "data": "eA==", "from": "markdown", "to": "html", "charset": "klingon" }"""),
        new(s_convert, "document.unreadable", static () => GatewayAnswer.Raw("PK\u0003\u0004 broken"u8.ToArray())) { Query = "to=html&from=docx" },
        new(s_convert, "document.too_complex", $$"""{ "content": "{{new string('[', 3_000_000)}}", "from": "markdown", "to": "html" }""") { Before = PandocIsThere },
        new(s_convert, "document.expands_too_far", static () => GatewayAnswer.Raw(Archive(200_000))) { Query = "to=html" },
        new(s_convert, "document.result_too_large", $$"""{ "content": "{{new string('x', 30_000)}}", "from": "plain", "to": "plain" }"""),
        new(s_convert, "document.program_missing", """{ "content": "x", "from": "plain", "to": "pdf" }"""),
    ];

    private static Task<IAsyncDisposable?> PandocIsThere(TightSilo silo)
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        return Task.FromResult<IAsyncDisposable?>(null);
    }

    private static byte[] Archive(int length)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("word/document.xml").Open();
            entry.Write(new byte[length]);
        }

        return stream.ToArray();
    }
}
