using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Tests.Contracts.Encoding;

public readonly record struct Place
{
    [Range(0, 3)]
    public int X { get; init; }
}
