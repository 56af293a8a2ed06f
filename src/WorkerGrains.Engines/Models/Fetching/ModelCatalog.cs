using System.Globalization;
using System.Text.Json;

namespace WorkerGrains.Engines.Models.Fetching;

/// <summary>A list of models with where each version is and what its hash must be: <c>name → version → { url, sha256, bytes, licence }</c>, as JSON.</summary>
/// <remarks>
/// Who writes the catalogue says which hashes are right, so it comes from this machine or over <c>https</c>; what it names may come over anything, because its
/// hash is known. Strict: a misspelled key is refused.
/// </remarks>
internal sealed class ModelCatalog
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxLicenceLength = 200;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string _source;
    private readonly Dictionary<string, Dictionary<string, CatalogEntry>> _models;

    private ModelCatalog(string source, Dictionary<string, Dictionary<string, CatalogEntry>> models)
    {
        _source = source;
        _models = models;
    }

    /// <summary>Reads a catalogue.</summary>
    /// <param name="source">A URL, or a file on this machine.</param>
    /// <param name="client">Fetches from URLs.</param>
    /// <param name="time">Bounds how long that may take.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FetchException">It cannot be had, or is no catalogue.</exception>
    public static async Task<ModelCatalog> ReadAsync(string source, HttpClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await using var content = await OpenAsync(source, client, either.Token);
            return new ModelCatalog(source, Parse(await ReadAsync(content, either.Token)));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UnauthorizedAccessException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new FetchException("The catalogue (Models:Catalog) cannot be read. See whether it is there, and whether its server answers.", exception);
        }
    }

    /// <summary>Finds a model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version; <see langword="null"/> for the highest.</param>
    /// <returns>The version, where it is (a URL, or a file on this machine) and what is said of it.</returns>
    /// <exception cref="FetchException">The catalogue has no such model, or what it says of it cannot be.</exception>
    public (int Version, string Source, CatalogEntry Entry) Find(string name, int? version)
    {
        if (!_models.TryGetValue(name, out var versions) || versions.Count == 0)
        {
            throw new FetchException($"The catalogue has no model '{name}'. It has: {string.Join(", ", _models.Keys.Where(ModelName.IsValid).Order(StringComparer.Ordinal).Take(100))}.");
        }

        var numbered = versions.ToDictionary(entry => NumberOf(entry.Key, name), static entry => entry.Value);
        var wanted = version ?? numbered.Keys.Max();
        if (!numbered.TryGetValue(wanted, out var found))
        {
            throw new FetchException(string.Create(CultureInfo.InvariantCulture, $"The catalogue has no version {wanted} of the model '{name}'. It has: {string.Join(", ", numbered.Keys.Order())}."));
        }

        if (found.Bytes < 1 || found.Licence.Length is 0 or > MaxLicenceLength || found.Licence.Any(char.IsControl))
        {
            throw new FetchException(string.Create(CultureInfo.InvariantCulture, $"The catalogue must say the size and the licence of version {wanted} of the model '{name}'."));
        }

        return (wanted, Resolve(found.Url), found);
    }

    private static int NumberOf(string text, string name) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new FetchException($"The catalogue has a version of the model '{name}' that is none: versions are numbers from 1.");

    private static Uri? UrlOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https" } ? url : null;

    private static async Task<Stream> OpenAsync(string source, HttpClient client, CancellationToken cancellationToken)
    {
        if (UrlOf(source) is not { } url)
        {
            return File.OpenRead(source);
        }

        return url.Scheme == "https" || url.IsLoopback
            ? await client.GetStreamAsync(url, cancellationToken)
            : throw new FetchException("The catalogue says which hashes are right, so it is fetched over https, or read from a file.");
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxBytes + 1];
        var count = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return count <= MaxBytes ? bytes.AsMemory(0, count) : throw new FetchException("The catalogue is larger than 4 MiB.");
    }

    private static Dictionary<string, Dictionary<string, CatalogEntry>> Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, CatalogEntry>>>(json.Span, s_options) ?? [];
        }
        catch (JsonException exception)
        {
            var place = exception.Path is { Length: > 2 } path ? $"at {path[2..]}" : string.Create(CultureInfo.InvariantCulture, $"in line {exception.LineNumber + 1}");
            throw new FetchException($"The catalogue is not what it should be {place}: it is JSON, and has for each name and version url, sha256, bytes and licence.", exception);
        }
    }

    private string Resolve(string url)
    {
        if (UrlOf(url) is not null)
        {
            return url;
        }

        // A name beside the catalogue, not a way to elsewhere.
        if (url.Length == 0 || url[0] == '/' || url.Contains('\\', StringComparison.Ordinal) || url.Contains(':', StringComparison.Ordinal) || url.Split('/').Any(static part => part is "" or "." or ".."))
        {
            throw new FetchException("The catalogue has a url that is neither one of http or https nor a name relative to the catalogue.");
        }

        return UrlOf(_source) is { } home ? new Uri(home, url).AbsoluteUri : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_source))!, url);
    }
}
