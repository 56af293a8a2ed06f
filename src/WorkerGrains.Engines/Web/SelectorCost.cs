using System.Text.RegularExpressions;

namespace WorkerGrains.Engines.Web;

/// <summary>How a selector makes each element it is tried on look at others: the work that does not grow with the page alone.</summary>
/// <remarks>AngleSharp counts an element's siblings anew for each element, and looks through an element's descendants anew for each ancestor.</remarks>
/// <param name="Counting">Pseudo-classes that count siblings.</param>
/// <param name="Looking">Pseudo-classes that look through descendants.</param>
/// <param name="Reading">Pseudo-classes that read all text inside.</param>
internal readonly partial record struct SelectorCost(int Counting, int Looking, int Reading)
{
    // Text is copied, which is quick.
    private const double CharactersPerVisit = 16;

    /// <summary>What of it is in a selector; <see langword="null"/> for one that looks through descendants of descendants, which the standard rules out (Selectors Level 4, section 4.5).</summary>
    public static SelectorCost? Of(string css) => NestedHas().IsMatch(css) ? null : new(Sibling().Count(css), Has().Count(css), Contains().Count(css));

    /// <summary>About how many visits of elements a page costs.</summary>
    public double On(PageElements elements)
    {
        var each = (Counting * (double)elements.SiblingVisits) + (Reading * (elements.TextReads / CharactersPerVisit));
        return (Looking * (double)elements.DescendantVisits) + (Looking > 0 ? each * elements.Depth : each);
    }

    [GeneratedRegex(":nth-|-of-type|:only-child", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sibling();

    [GeneratedRegex(@":has\(", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Has();

    [GeneratedRegex(@":contains\(", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Contains();

    // Parentheses nest twice at most, so what is inside one of them has none but its own.
    [GeneratedRegex(@":has\((?:[^()]|\([^()]*\))*?:has\(", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NestedHas();
}
