using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Web;

/// <summary>Reads one parsed page into an answer.</summary>
internal sealed class PageReader
{
    private const int MaxLineLength = 10_000;

    /// <summary>The most elements that the selectors of a request may visit beside those they are tried on: a second or two of work.</summary>
    private const double MaxSelectorVisits = 200_000_000;

    private static readonly HashSet<string> s_addressAttributes = ["href", "src", "action", "formaction", "poster", "cite", "data"];

    private readonly IHtmlDocument _document;
    private readonly HtmlOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly PageElements _elements;
    private readonly PageAddresses _addresses;
    private readonly TextBudget _budget;

    public PageReader(IHtmlDocument document, PageAddresses addresses, HtmlOptions options, CancellationToken cancellationToken)
    {
        _document = document;
        _options = options;
        _cancellationToken = cancellationToken;
        _elements = PageElements.Of(document, options.MaxElements);
        _addresses = addresses.WithBase(All("base").Select(static element => element.GetAttribute("href")).FirstOrDefault(static href => href is not null));
        _budget = new TextBudget(options.MaxTextLength, options.MaxEntries);
    }

    public ExtractedHtml Read(string charset, IReadOnlyList<HtmlSelector> selectors, IReadOnlyList<PageQuery> queries)
    {
        if (queries.Sum(query => query.Cost.On(_elements)) > MaxSelectorVisits)
        {
            throw new HtmlTooComplexException("The page has too many elements side by side or in each other for selectors that count them or look into them (:nth-child(), :has() and the like).");
        }

        // The text comes first, because it is what the budget must not be spent before.
        var text = _budget.Take("text", MainText.Of(_document, _elements, _cancellationToken));
        var tables = new TableReader(_options.MaxTableCells, _budget);
        var properties = List("openGraph", All("meta"), element => StructuredData.ReadProperty(element, _budget));
        var headings = List("headings", All("h1", "h2", "h3", "h4", "h5", "h6"), ReadHeading);
        return new ExtractedHtml
        {
            Title = Title(properties, headings),
            Description = Line("description", Meta("description") ?? Property(properties, "og:description")),
            Language = Language(),
            Charset = charset,
            BaseUrl = _addresses.Base?.AbsoluteUri,
            CanonicalUrl = _addresses.Resolve(All("link").FirstOrDefault(static link => HasToken(link.GetAttribute("rel"), "canonical"))?.GetAttribute("href")),
            Text = text,
            Headings = headings,
            Links = List("links", All("a", "area"), ReadLink),
            Images = List("images", All("img"), ReadImage),
            Tables = List("tables", All("table"), tables.Read),
            JsonLd = ReadJsonLd(),
            OpenGraph = properties,
            Selections = [.. selectors.Select((selector, index) => Select(selector, queries[index]))],
            Truncated = _budget.Truncated,
        };
    }

    private IEnumerable<IElement> All(params string[] names)
    {
        for (var i = 0; i < _elements.Count; i++)
        {
            if (names.Contains(_elements[i].LocalName))
            {
                _cancellationToken.ThrowIfCancellationRequested();
                yield return _elements[i];
            }
        }
    }

    private List<T> List<T>(string member, IEnumerable<IElement> elements, Func<IElement, T?> read)
        where T : class
    {
        var list = new List<T>();
        foreach (var element in elements)
        {
            if (!_budget.Allows(member, list.Count))
            {
                break;
            }

            if (read(element) is { } entry)
            {
                list.Add(entry);
            }
        }

        return list;
    }

    private string? Title(List<HtmlProperty> properties, List<HtmlHeading> headings) =>
        Line("title", _document.Title) ?? Line("title", Property(properties, "og:title")) ?? headings.FirstOrDefault(static heading => heading.Level == 1)?.Text;

    private string? Language()
    {
        var declared = _document.DocumentElement.GetAttribute("lang") ?? _document.DocumentElement.GetAttribute("xml:lang")
            ?? All("meta").FirstOrDefault(static meta => string.Equals(meta.GetAttribute("http-equiv"), "content-language", StringComparison.OrdinalIgnoreCase))?.GetAttribute("content");
        return Line("language", declared);
    }

    private string? Meta(string name) =>
        All("meta").FirstOrDefault(meta => string.Equals(meta.GetAttribute("name"), name, StringComparison.OrdinalIgnoreCase))?.GetAttribute("content");

    private static string? Property(List<HtmlProperty> properties, string name) =>
        properties.FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    private string? Line(string member, string? text)
    {
        var line = text is null ? "" : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? null : _budget.Take(member, line.Length > MaxLineLength ? line[..MaxLineLength] : line);
    }

    private string Text(string member, IElement element) => _budget.Take(member, ElementText.Of(element, Math.Min(_budget.Left, MaxLineLength)));

    private HtmlHeading? ReadHeading(IElement heading) => Text("headings", heading) is { Length: > 0 } text
        ? new HtmlHeading { Level = heading.LocalName[1] - '0', Text = text, Id = heading.GetAttribute("id") is { Length: > 0 } id ? _budget.Take("headings", id) : null }
        : null;

    private HtmlLink? ReadLink(IElement link) => _addresses.Resolve(link.GetAttribute("href")) is { } url
        ? new HtmlLink
        {
            Url = _budget.Take("links", url),
            Text = Text("links", link) is { Length: > 0 } text ? text : Line("links", StandIn(link)) ?? "",
            Rel = Line("links", link.GetAttribute("rel")),
        }
        : null;

    private static string? StandIn(IElement link) => link.GetAttribute("alt") ?? link.GetAttribute("aria-label")
        ?? link.ChildNodes.OfType<IElement>().FirstOrDefault(static child => child.LocalName == "img")?.GetAttribute("alt")
        ?? link.GetAttribute("title");

    // Pages that load their images late keep the address aside.
    private HtmlImage? ReadImage(IElement image) =>
        (_addresses.Resolve(image.GetAttribute("src")) ?? _addresses.Resolve(image.GetAttribute("data-src"))) is { } url
            ? new HtmlImage { Url = _budget.Take("images", url), Alt = image.GetAttribute("alt") is { } alt ? Line("images", alt) ?? "" : null }
            : null;

    private List<JsonElement> ReadJsonLd()
    {
        var blocks = new List<JsonElement>();
        foreach (var script in All("script"))
        {
            if (script.GetAttribute("type")?.Split(';')[0].Trim().Equals("application/ld+json", StringComparison.OrdinalIgnoreCase) != true)
            {
                continue;
            }

            if (!_budget.Allows("jsonLd", blocks.Count))
            {
                break;
            }

            if (StructuredData.ReadJsonLd(script, _budget) is { } block)
            {
                blocks.Add(block);
            }
        }

        return blocks;
    }

    private HtmlSelection Select(HtmlSelector selector, PageQuery query) => new()
    {
        Name = selector.Name,
        Values = List("selections", query.Find(_elements, _cancellationToken).Select(index => _elements[index]), element => Value(selector.Attribute, element)),
    };

    private string? Value(string? attribute, IElement element)
    {
        if (attribute is null)
        {
            return Text("selections", element);
        }

        var value = element.GetAttribute(attribute);
        return value is null ? null : _budget.Take("selections", (s_addressAttributes.Contains(attribute) ? _addresses.Resolve(value) : null) ?? value);
    }

    private static bool HasToken(string? tokens, string token) => tokens?.Split(' ').Contains(token, StringComparer.OrdinalIgnoreCase) == true;
}
