using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tests.Contracts.Encoding;

[OneFormOf("left", "right,weight")]
public sealed record Either
{
    public string? Left { get; init; }

    public string? Right { get; init; }

    public int? Weight { get; init; }
}
