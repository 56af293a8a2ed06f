using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Web;

/// <summary>Takes web pages apart with AngleSharp. The parser has no loader and no script engine, so nothing is fetched and nothing runs.</summary>
internal sealed class HtmlExtractor(IOptions<HtmlOptions> options) : IEngine<ExtractHtml, ExtractedHtml>
{
    public Task<IReadOnlyList<EngineOutcome<ExtractedHtml>>> RunAsync(IReadOnlyList<ExtractHtml> batch, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EngineOutcome<ExtractedHtml>>>([.. batch.Select(input => Extract(input, cancellationToken))]);

    private EngineOutcome<ExtractedHtml> Extract(ExtractHtml input, CancellationToken cancellationToken)
    {
        string? text = input.Html;
        var charset = "utf-8";
        if (input.Page is { } page)
        {
            if (!HtmlCharset.TryDecode(page.Span, input.Charset, out text, out var encoding))
            {
                return WorkError.InvalidInput("html.charset_unknown", "The charset given is none that browsers know. Leave it out to have it found out.");
            }

            charset = encoding.WebName;
        }

        if (!PageAddresses.TryCreate(input.BaseUrl, out var addresses))
        {
            return WorkError.InvalidInput("html.base_invalid", "The base is no absolute http or https address. Correct it or leave it out.");
        }

        var queries = new List<PageQuery>();
        foreach (var selector in input.Selectors ?? [])
        {
            if (!SelectorReader.TryRead(selector.Css, out var query))
            {
                return WorkError.InvalidInput("html.selector_invalid", $"Selector {queries.Count + 1} is no valid CSS selector, or one with too many parts. Correct it or take it apart.");
            }

            queries.Add(query);
        }

        try
        {
            var guard = new HtmlGuard(options.Value.MaxElements, cancellationToken);
            using var document = (IHtmlDocument)new HtmlParser(guard.ParserOptions(text!)).ParseDocument(text!);
            return new PageReader(document, addresses, options.Value, cancellationToken).Read(charset, input.Selectors ?? [], queries);
        }
        catch (HtmlTooComplexException tooComplex)
        {
            return WorkError.InvalidInput("html.too_complex", $"{tooComplex.Message} Send a part of it.");
        }
    }
}
