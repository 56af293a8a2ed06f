namespace WorkerGrains.Engines.Models.Fetching;

/// <summary>A model to be fetched into a repository folder.</summary>
/// <param name="Repository">The repository folder, which exists.</param>
/// <param name="Name">What the model is to be called.</param>
/// <param name="Source">A URL, or a file or folder on this machine.</param>
public sealed record ModelPull(string Repository, string Name, string Source)
{
    /// <summary>The version to install it as.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The SHA-256 of what is fetched, in hexadecimal: of the file or archive. Required for a URL.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The licence that it comes under, where a catalogue says so.</summary>
    public string? Licence { get; init; }

    /// <summary>The most that is fetched, in bytes.</summary>
    public long MaxBytes { get; init; } = 64L * 1024 * 1024 * 1024;

    /// <summary>The most that an archive may unpack to, in bytes.</summary>
    public long MaxUnpackedBytes { get; init; } = 128L * 1024 * 1024 * 1024;
}
