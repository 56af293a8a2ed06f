using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a selector found.</summary>
public sealed record HtmlSelection
{
    /// <summary>The name that the caller gave.</summary>
    [Description("The name that the caller gave.")]
    public required string Name { get; init; }

    /// <summary>The text, or the attribute asked for, of each element found, in the page's order.</summary>
    [Description("The text, or the attribute asked for, of each element found, in the page's order; elements without the attribute are left out.")]
    public required IReadOnlyList<string> Values { get; init; }
}
