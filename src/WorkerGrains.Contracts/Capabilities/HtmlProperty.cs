using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A property that a page states of itself in a <c>meta</c> element.</summary>
public sealed record HtmlProperty
{
    /// <summary>The property, for example <c>og:title</c>.</summary>
    [Description("The property, for example og:title.")]
    public required string Name { get; init; }

    /// <summary>Its value.</summary>
    [Description("Its value.")]
    public required string Value { get; init; }
}
