using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on web pages.</summary>
public static class WebCapabilities
{
    /// <summary>Takes a web page apart.</summary>
    public static readonly Capability<ExtractHtml, ExtractedHtml> Extract = new("html.extract", "1.0.0")
    {
        Summary = "Takes a web page apart: title, main text, headings, links, images, tables, structured data and what CSS selectors pick. Fetches nothing and runs no scripts.",
        Tags = ["html", "web", "text"],
        Errors =
        [
            new("html.too_complex", WorkErrorCode.InvalidInput, "The page has more elements, attributes or levels than are read, or than its selectors can be run on. Send a part of it, or select without :nth-child(), :has() and the like."),
            new("html.charset_unknown", WorkErrorCode.InvalidInput, "The charset given is none of the WHATWG Encoding Standard. Leave it out to have it found out."),
            new("html.base_invalid", WorkErrorCode.InvalidInput, "The base is no absolute http or https address. Correct it or leave it out."),
            new("html.selector_invalid", WorkErrorCode.InvalidInput, "A selector is no valid CSS selector or has too many parts. The message names it."),
        ],
        MaxInputBytes = 16 * 1024 * 1024,
        MaxOutputBytes = 64 * 1024 * 1024,
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromMilliseconds(500)),
    };
}
