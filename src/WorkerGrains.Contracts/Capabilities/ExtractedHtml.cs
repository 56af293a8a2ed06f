using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a page holds.</summary>
public sealed record ExtractedHtml
{
    /// <summary>The title, or what OpenGraph says it is when there is none.</summary>
    [Description("The title; when the page has none, the one for social networks or the first heading.")]
    public string? Title { get; init; }

    /// <summary>The description that the page gives of itself.</summary>
    [Description("The description that the page gives of itself.")]
    public string? Description { get; init; }

    /// <summary>The language that the page declares (BCP 47).</summary>
    [Description("The language that the page declares (BCP 47).")]
    public string? Language { get; init; }

    /// <summary>The charset that the page was read in.</summary>
    [Description("The charset that the page was read in.")]
    public required string Charset { get; init; }

    /// <summary>The address that relative links were resolved against.</summary>
    [Description("The address that relative links were resolved against.")]
    public string? BaseUrl { get; init; }

    /// <summary>The address that the page says is its own.</summary>
    [Description("The address that the page says is its own (rel=canonical).")]
    public string? CanonicalUrl { get; init; }

    /// <summary>The main text without navigation, advertisement and the like; paragraphs are separated by empty lines.</summary>
    [Description("The main text without navigation, advertisement and the like; paragraphs are separated by empty lines."), JsonConverter(typeof(LongTextConverter))]
    public required string Text { get; init; }

    /// <summary>The headings in order.</summary>
    [Description("The headings in order.")]
    public required IReadOnlyList<HtmlHeading> Headings { get; init; }

    /// <summary>The links in order.</summary>
    [Description("The links in order; those that stay relative because no base is known are left out.")]
    public required IReadOnlyList<HtmlLink> Links { get; init; }

    /// <summary>The images in order.</summary>
    [Description("The images in order.")]
    public required IReadOnlyList<HtmlImage> Images { get; init; }

    /// <summary>The tables in order.</summary>
    [Description("The tables in order.")]
    public required IReadOnlyList<HtmlTable> Tables { get; init; }

    /// <summary>The JSON-LD blocks as they stand; broken ones are left out.</summary>
    [Description("The JSON-LD blocks as they stand; broken ones are left out.")]
    public required IReadOnlyList<JsonElement> JsonLd { get; init; }

    /// <summary>The OpenGraph and similar properties in order.</summary>
    [Description("The OpenGraph and similar properties (og:, article:, twitter: and so on) in order.")]
    public required IReadOnlyList<HtmlProperty> OpenGraph { get; init; }

    /// <summary>What each selector found, in the order they were given.</summary>
    [Description("What each selector found, in the order they were given.")]
    public required IReadOnlyList<HtmlSelection> Selections { get; init; }

    /// <summary>The members of this answer that were cut short because the page holds more than the limits allow.</summary>
    [Description("The members of this answer that were cut short because the page holds more than the limits allow.")]
    public required IReadOnlyList<string> Truncated { get; init; }
}
