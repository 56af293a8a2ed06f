namespace WorkerGrains.Tables.Protocol;

/// <summary>What to find out about the one table of a request.</summary>
internal sealed record ProfileWork
{
    public IReadOnlyList<string>? Columns { get; init; }

    public required int TopValues { get; init; }

    public required int Bins { get; init; }
}
