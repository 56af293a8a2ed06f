namespace WorkerGrains.Contracts.Work;

/// <summary>Whether a replica can serve, and if not, why not and what helps.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.Readiness")]
public sealed record Readiness
{
    private Readiness()
    {
    }

    /// <summary>Can serve.</summary>
    public static Readiness Ready { get; } = new() { IsReady = true };

    /// <summary>Whether requests are served.</summary>
    [Id(0)]
    public bool IsReady { get; private init; }

    /// <summary>Why not, or why not for every input; <see langword="null"/> when nothing is missing. Shown to operators and callers: no paths.</summary>
    [Id(1)]
    public string? Reason { get; private init; }

    /// <summary>What the operator can do about it; <see langword="null"/> when nothing is missing.</summary>
    [Id(2)]
    public string? Remedy { get; private init; }

    /// <summary>Serves some inputs and answers the others with <see cref="WorkErrorCode.NotReady"/>, because something is missing.</summary>
    public static Readiness Limited(string reason, string remedy) => new() { IsReady = true, Reason = reason, Remedy = remedy };

    /// <summary>Cannot serve.</summary>
    public static Readiness NotReady(string reason, string remedy) => new() { Reason = reason, Remedy = remedy };

    /// <summary>What a caller is told while it cannot serve.</summary>
    public WorkError ToError() => new(WorkErrorCode.NotReady, $"{Reason} {Remedy}");
}
