using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tables.Protocol;

/// <summary>One table of a request; its bytes follow the request.</summary>
internal sealed record TableFile
{
    public required string Name { get; init; }

    public TableFormat? Format { get; init; }

    public string? Delimiter { get; init; }

    public bool? Header { get; init; }

    public required long Length { get; init; }
}
