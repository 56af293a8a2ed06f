using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>What mail, pages and tags are refused for.</summary>
internal static class TextErrorCases
{
    public static IReadOnlyList<ErrorCase> All { get; } =
    [
        new(EmailCapabilities.Parse, "email.not_a_message", static () => GatewayAnswer.Raw("This is no mail."u8.ToArray(), "message/rfc822")),
        new(WebCapabilities.Extract, "html.too_complex", static () => GatewayAnswer.Raw([.. Enumerable.Repeat("<div>"u8.ToArray(), 20_000).SelectMany(static tag => tag)], "text/html")),
        new(WebCapabilities.Extract, "html.charset_unknown", static () => GatewayAnswer.Raw("<p>x"u8.ToArray(), "text/html")) { Query = "charset=klingon" },
        new(WebCapabilities.Extract, "html.base_invalid", """{ "html": "<p>x", "baseUrl": "ftp://x.example/" }"""),
        new(WebCapabilities.Extract, "html.selector_invalid", """{ "html": "<p>x", "selectors": [{ "name": "x", "css": "div >" }] }"""),
        new(TextCapabilities.Tag, "tag.unknown_schema", """{ "text": "x", "schema": "none" }"""),
        new(TextCapabilities.Tag, "tag.duplicate_label", """{ "text": "x", "labels": [{ "name": "a", "description": "b" }, { "name": "a", "description": "c" }] }"""),
        new(TextCapabilities.Tag, "tag.empty_text", """{ "text": "?", "labels": [{ "name": "a", "description": "b" }] }"""),
        new(TextCapabilities.Tag, "tag.empty_label", """{ "text": "x", "labels": [{ "name": "a", "description": "?" }] }"""),
    ];
}
