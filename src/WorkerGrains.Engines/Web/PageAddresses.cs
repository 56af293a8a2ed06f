using System.Diagnostics.CodeAnalysis;

namespace WorkerGrains.Engines.Web;

/// <summary>Makes the addresses of a page absolute.</summary>
internal sealed class PageAddresses
{
    // A long base would be repeated in every link of the answer.
    private const int MaxBaseLength = 2_048;
    private const int MaxLength = 8_192;

    private static readonly HashSet<string> s_schemes = ["http", "https", "mailto", "tel", "ftp", "sms"];

    private PageAddresses(Uri? @base) => Base = @base;

    public Uri? Base { get; }

    /// <summary>The base that the caller gave. False when it is none.</summary>
    public static bool TryCreate(string? baseUrl, [NotNullWhen(true)] out PageAddresses? addresses)
    {
        addresses = baseUrl is null ? new PageAddresses(null) : null;
        if (baseUrl is not null && Uri.TryCreate(baseUrl, UriKind.Absolute, out var url) && IsWeb(url))
        {
            addresses = new PageAddresses(url);
        }

        return addresses is not null;
    }

    /// <summary>The addresses once the page's own <c>base</c> is known; one that is no web address is passed over.</summary>
    public PageAddresses WithBase(string? href) =>
        Resolve(href) is { Length: <= MaxBaseLength } resolved && Uri.TryCreate(resolved, UriKind.Absolute, out var url) && IsWeb(url) ? new PageAddresses(url) : this;

    /// <summary>The absolute address, or <see langword="null"/> for what is none or leads to no place (<c>javascript:</c>, <c>data:</c>).</summary>
    public string? Resolve(string? href)
    {
        // Source: WHATWG URL, "basic URL parser": tabs and line ends anywhere in an address are dropped.
        var cleaned = href?.Trim().Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
        if (cleaned is null || cleaned.Length > MaxLength)
        {
            return null;
        }

        // A path alone would pass for a file of this machine, so whether there is a scheme is not left to Uri.
        var url = HasScheme(cleaned)
            ? Uri.TryCreate(cleaned, UriKind.Absolute, out var absolute) ? absolute : null
            : Base is not null && Uri.TryCreate(Base, cleaned, out var relative) ? relative : null;
        return url is { IsAbsoluteUri: true } && s_schemes.Contains(url.Scheme) && url.AbsoluteUri.Length <= MaxLength ? url.AbsoluteUri : null;
    }

    private static bool HasScheme(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(text[0]) && text.AsSpan(0, colon).IndexOfAnyExcept(s_schemeCharacters) < 0;
    }

    private static bool IsWeb(Uri url) => url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps;

    private static readonly System.Buffers.SearchValues<char> s_schemeCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");
}
