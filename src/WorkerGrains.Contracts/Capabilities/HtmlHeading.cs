using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A heading of a page.</summary>
public sealed record HtmlHeading
{
    /// <summary>1 for <c>h1</c> to 6 for <c>h6</c>.</summary>
    [Description("1 for h1 to 6 for h6."), Range(1, 6)]
    public required int Level { get; init; }

    /// <summary>The text.</summary>
    [Description("The text.")]
    public required string Text { get; init; }

    /// <summary>The fragment that leads to it.</summary>
    [Description("The fragment that leads to it.")]
    public string? Id { get; init; }
}
