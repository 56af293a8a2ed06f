using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Files;

/// <summary>What is known of one type of file: an entry of Magika's <c>content_types_kb.min.json</c>.</summary>
internal sealed record FileType
{
    public string? Description { get; init; }

    public string? MimeType { get; init; }

    public string? Group { get; init; }

    public IReadOnlyList<string>? Extensions { get; init; }

    public bool IsText { get; init; }

    /// <summary>The answer that names this type. What its entry leaves out is what Magika says then.</summary>
    public FileIdentity ToIdentity(string label, float score, string? guess) => new()
    {
        Label = label,
        Description = Description ?? label,
        MimeType = MimeType ?? (IsText ? "text/plain" : "application/octet-stream"),
        Group = Group ?? (IsText ? "text" : "unknown"),
        Extensions = Extensions ?? [],
        IsText = IsText,
        Score = score,
        Guess = guess,
    };
}
