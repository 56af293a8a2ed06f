using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;

namespace WorkerGrains.Engines.Web;

/// <summary>Watches the parser while it works and stops it at what would make it quadratic: levels, elements, templates, attributes.</summary>
/// <remarks>
/// The parser looks through all open elements at most tags, so the time a page takes is its tags times its depth. The parser's own limit
/// keeps the tree shallow but not its list of open elements, which is why a page that reaches the limit is refused and not flattened.
/// </remarks>
internal sealed class HtmlGuard(int maxElements, CancellationToken cancellationToken)
{
    /// <summary>The deepest nesting, which is that of the browsers.</summary>
    public const int MaxDepth = 512;

    /// <summary>A page with no more is parsed before it could be stopped. The parser makes an object of each token for who looks at them, which takes a quarter of its time.</summary>
    private const int MaxQuickTags = 20_000;

    private const int MaxAttributes = 1_000;
    private const int MaxTemplates = 1_000;

    private IElement? _last;
    private int _lastDepth;
    private int _elements;
    private int _templates;

    /// <summary>How a page is parsed.</summary>
    public HtmlParserOptions ParserOptions(string page) => new()
    {
        IsScripting = false,
        SkipComments = true,
        DisableElementPositionTracking = true,
        MaximumDepth = MaxDepth,
        OnCreated = (element, _) => Created(element),
        OnToken = page.AsSpan().Count('<') > MaxQuickTags ? (_, _) => cancellationToken.ThrowIfCancellationRequested() : null,
        ShouldEmitAttribute = Emits,
    };

    private static bool Emits(ref StructHtmlToken token, ReadOnlyMemory<char> name) => token.Attributes.Count < MaxAttributes
        ? true
        : throw new HtmlTooComplexException($"An element has more than {MaxAttributes} attributes.");

    private void Created(IElement element)
    {
        if (++_elements > maxElements)
        {
            throw new HtmlTooComplexException($"The page has more than {maxElements} elements.");
        }

        // What a template holds hangs in a tree of its own, so its depth cannot be seen from there.
        if (element.LocalName == "template" && ++_templates > MaxTemplates)
        {
            throw new HtmlTooComplexException($"The page has more than {MaxTemplates} templates.");
        }

        // The element itself has no place yet; the one before it has.
        if (_last is not null)
        {
            _lastDepth = DepthOf(_last);
            if (_lastDepth >= MaxDepth)
            {
                throw new HtmlTooComplexException($"The page nests more than {MaxDepth} levels deep.");
            }
        }

        _last = element;
    }

    private static int DepthOf(IElement element)
    {
        var depth = 0;
        for (INode? node = element; node is not null && depth < MaxDepth; node = node.Parent)
        {
            depth++;
        }

        return depth;
    }
}
