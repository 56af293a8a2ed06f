namespace WorkerGrains.Tables.Protocol;

/// <summary>A column that somebody needs, and as what.</summary>
internal sealed record WantedColumn(string Name, ValueKind Kind);
