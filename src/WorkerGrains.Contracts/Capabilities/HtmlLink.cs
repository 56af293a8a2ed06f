using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A link of a page.</summary>
public sealed record HtmlLink
{
    /// <summary>Where it leads: an absolute address.</summary>
    [Description("Where it leads: an absolute address.")]
    public required string Url { get; init; }

    /// <summary>Its text, or what stands in for an image in it.</summary>
    [Description("Its text, or what stands in for an image in it.")]
    public required string Text { get; init; }

    /// <summary>How it relates to the page, for example <c>nofollow</c>.</summary>
    [Description("How it relates to the page, for example nofollow.")]
    public string? Rel { get; init; }
}
