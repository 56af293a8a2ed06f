using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>An image of a page. It is named, never fetched.</summary>
public sealed record HtmlImage
{
    /// <summary>Where it is: an absolute address. Images inside the page (<c>data:</c>) are left out.</summary>
    [Description("Where it is: an absolute address. Images inside the page (data:) are left out.")]
    public required string Url { get; init; }

    /// <summary>What stands in for it.</summary>
    [Description("What stands in for it; an empty text says that it only decorates.")]
    public string? Alt { get; init; }
}
