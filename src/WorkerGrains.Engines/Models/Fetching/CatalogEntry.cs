namespace WorkerGrains.Engines.Models.Fetching;

/// <summary>What a catalogue says of one version of a model.</summary>
internal sealed record CatalogEntry
{
    /// <summary>Where it is: a URL of <c>http</c> or <c>https</c>, or a name relative to the catalogue.</summary>
    public required string Url { get; init; }

    /// <summary>The SHA-256 of the file or archive, in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its size, in bytes. No more is fetched.</summary>
    public required long Bytes { get; init; }

    /// <summary>The licence that it comes under, as an SPDX expression where there is one.</summary>
    public required string Licence { get; init; }
}
