namespace WorkerGrains.Tests.Grains.Storage;

/// <summary><see cref="StoredThing"/> as a newer program knows it.</summary>
internal sealed record NewerStoredThing
{
    public string Name { get; init; } = "";

    public byte[] Bytes { get; init; } = [];

    public int Count { get; init; } = 7;

    public IReadOnlyList<string> Words { get; init; } = [];
}
