namespace WorkerGrains.Engines.Web;

/// <summary>Finds the elements of a page that a selector names, in time that grows with the page and the selector's steps and no faster.</summary>
/// <remarks>
/// The usual way, from an element up through its ancestors, tries every choice of ancestors: <c>div div div div b</c> on deep pages takes
/// hours. Here each step goes once through the page and marks what it reaches from the marks of the step before.
/// </remarks>
/// <param name="alternatives">What the commas separate, each in steps.</param>
/// <param name="cost">What the steps look at beside the element itself.</param>
internal sealed class PageQuery(IReadOnlyList<IReadOnlyList<SelectorStep>> alternatives, SelectorCost cost)
{
    public SelectorCost Cost => cost;

    public IEnumerable<int> Find(PageElements elements, CancellationToken cancellationToken)
    {
        var found = new bool[elements.Count];
        foreach (var steps in alternatives)
        {
            var marks = Follow(steps, elements, cancellationToken);
            for (var i = 0; i < found.Length; i++)
            {
                found[i] |= marks[i];
            }
        }

        return Enumerable.Range(0, found.Length).Where(index => found[index]);
    }

    private static bool[] Follow(IReadOnlyList<SelectorStep> steps, PageElements elements, CancellationToken cancellationToken)
    {
        bool[]? before = null;
        foreach (var step in steps)
        {
            var reached = before is null ? null : Reach(step.Combinator, before, elements);
            var marks = new bool[elements.Count];
            for (var i = 0; i < marks.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                marks[i] = (reached is null || reached[i]) && step.Compound.Match(elements[i], scope: null);
            }

            before = marks;
        }

        return before!;
    }

    /// <summary>The elements that stand in a relation to a marked one. Parents and earlier siblings come first in the page, so one pass is enough.</summary>
    private static bool[] Reach(char combinator, bool[] marks, PageElements elements)
    {
        var reached = new bool[marks.Length];
        var isFar = combinator is ' ' or '~';
        for (var i = 0; i < reached.Length; i++)
        {
            var related = combinator is ' ' or '>' ? elements.ParentOf(i) : elements.PreviousOf(i);
            reached[i] = related >= 0 && (marks[related] || (isFar && reached[related]));
        }

        return reached;
    }
}
