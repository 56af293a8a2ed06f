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

    /// <summary>How deep the deepest is.</summary>
    public int Depth { get; private set; }

    /// <summary>How many elements are visited when each looks through those beside it.</summary>
    public long SiblingVisits { get; private set; }

    /// <summary>How many elements are visited when each looks through those in it.</summary>
    public long DescendantVisits { get; private set; }

    /// <summary>How many characters are read when each element reads all that is in it.</summary>
    public long TextReads { get; private set; }

    public IElement this[int index] => _elements[index];

    /// <summary>Those that are as asked.</summary>
    public IEnumerable<IElement> Where(Func<IElement, bool> isAsked) => _elements.Where(isAsked);

    public static PageElements Of(IDocument document, int max)
    {
        var elements = new PageElements(max);
        elements.AddChildren(document, parent: -1, depth: 1);
        return elements;
    }

    /// <summary>The place of the parent, or -1.</summary>
    public int ParentOf(int index) => _parents[index];

    /// <summary>The place of the sibling before, or -1.</summary>
    public int PreviousOf(int index) => _previous[index];

    // Recursive, as deep as the page, which the guard bounds.
    private void AddChildren(INode node, int parent, int depth)
    {
        var previous = -1;
        var before = 0L;
        var children = node.ChildNodes;
        for (var place = 0; place < children.Length; place++)
        {
            if (children[place] is not IElement element)
            {
                TextReads += children[place] is ICharacterData text ? (long)text.Length * depth : 0;
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
            SiblingVisits += ++before;
            DescendantVisits += depth;
            Depth = Math.Max(Depth, depth);
            AddChildren(element, index, depth + 1);
            previous = index;
        }
    }
}
