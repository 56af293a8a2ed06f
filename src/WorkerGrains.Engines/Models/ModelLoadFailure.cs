namespace WorkerGrains.Engines.Models;

/// <summary>Why a file cannot be loaded as a model.</summary>
/// <param name="Reason">A sentence without paths.</param>
/// <param name="Remedy">What helps.</param>
internal sealed record ModelLoadFailure(string Reason, string Remedy)
{
    /// <summary>What the runtime said, for the log; <see langword="null"/> when <see cref="Reason"/> says it all.</summary>
    public string? Detail { get; init; }
}
