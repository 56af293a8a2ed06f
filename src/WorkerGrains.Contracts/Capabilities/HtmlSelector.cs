using System.ComponentModel;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A CSS selector with a name for what it finds.</summary>
public sealed record HtmlSelector
{
    /// <summary>What to call it in the answer.</summary>
    [Description("What to call it in the answer."), TextLength(1, 100)]
    public required string Name { get; init; }

    /// <summary>The selector (Selectors Level 4), for example <c>table.prices &gt; tbody &gt; tr:first-child td</c>.</summary>
    [Description("The CSS selector: at most 16 compound selectors, :not(), :is() and the like nested at most twice, :has() not in itself, and without combinators inside."), TextLength(1, 500)]
    public required string Css { get; init; }

    /// <summary>The attribute to answer instead of the element's text; addresses come back absolute.</summary>
    [Description("The attribute to answer instead of the element's text, for example href."), TextLength(1, 100)]
    public string? Attribute { get; init; }
}
