using AngleSharp.Dom;

namespace WorkerGrains.Engines.Web;

/// <summary>The elements of a page in its order, with the places of their parents and of the siblings before them.</summary>
/// <remarks>The DOM finds a sibling by searching its parent's children, so that a walk by siblings is quadratic; this walks once.</remarks>
internal sealed class PageElements
{
    private readonly List<IElement> _elements = [];
    private readonly List<int> _parents = [];
    private readonly List<int> _previous = [];
    private readonly int _max;

    private PageElements(int max) => _max = max;

    public int Count => _elements.Count;

    public IElement this[int index] => _elements[index];

    public static PageElements Of(IDocument document, int max)
    {
        var elements = new PageElements(max);
        elements.AddChildren(document, parent: -1);
        return elements;
    }

    /// <summary>The place of the parent, or -1.</summary>
    public int ParentOf(int index) => _parents[index];

    /// <summary>The place of the sibling before, or -1.</summary>
    public int PreviousOf(int index) => _previous[index];

    // Recursive, as deep as the page, which the guard bounds.
    private void AddChildren(INode node, int parent)
    {
        var previous = -1;
        foreach (var child in node.ChildNodes)
        {
            if (child is not IElement element)
            {
                continue;
            }

            // The parser copies elements to mend what is misnested; the guard does not see copies.
            if (_elements.Count >= _max)
            {
                throw new HtmlTooComplexException($"The page has more than {_max} elements.");
            }

            var index = _elements.Count;
            _elements.Add(element);
            _parents.Add(parent);
            _previous.Add(previous);
            AddChildren(element, index);
            previous = index;
        }
    }
}
