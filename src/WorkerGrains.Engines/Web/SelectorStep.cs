using AngleSharp.Css.Dom;

namespace WorkerGrains.Engines.Web;

/// <summary>One compound selector (<c>td.price:first-child</c>) and how its elements relate to those of the step before.</summary>
/// <param name="Combinator">A space, <c>&gt;</c>, <c>+</c> or <c>~</c>; a space for the first step, which stands below nothing.</param>
/// <param name="Compound">What an element must be.</param>
internal readonly record struct SelectorStep(char Combinator, ISelector Compound);
