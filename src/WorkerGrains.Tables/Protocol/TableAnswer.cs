using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tables.Protocol;

/// <summary>What came of a <see cref="TableWork"/>; the rows of a query follow it as they are written.</summary>
internal sealed record TableAnswer
{
    public WorkError? Error { get; init; }

    public IReadOnlyList<TableColumn> Columns { get; init; } = [];

    public long RowCount { get; init; }

    public bool Truncated { get; init; }

    public TableProfile? Profile { get; init; }

    public long BodyLength { get; init; }

    /// <summary>The body, on the side that writes it.</summary>
    [JsonIgnore]
    public Stream? Body { get; init; }

    public static implicit operator TableAnswer(WorkError error) => new() { Error = error };
}
