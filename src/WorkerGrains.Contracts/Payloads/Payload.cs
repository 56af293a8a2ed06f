namespace WorkerGrains.Contracts.Payloads;

/// <summary>Encoded bytes: here, or with another process from which they are pulled in chunks.</summary>
/// <remarks>
/// Small payloads travel inside the message. Larger ones stay where they are and travel as a <see cref="Source"/>
/// (see <see cref="PayloadExchange"/>), because one large message holds up everything behind it on a silo's connection.
/// </remarks>
[GenerateSerializer, Immutable, Alias("WorkerGrains.Payload")]
public readonly record struct Payload
{
    [Id(2)]
    private readonly int _remoteLength;

    /// <summary>Wraps bytes of this process. They are not copied: do not change them afterwards.</summary>
    public Payload(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>Names bytes of another process.</summary>
    internal Payload(IPayloadSource source, int length)
    {
        Source = source;
        _remoteLength = length;
    }

    /// <summary>The bytes; empty while they are elsewhere.</summary>
    [Id(0)]
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Where the bytes are, or <see langword="null"/> when they are here.</summary>
    [Id(1)]
    public IPayloadSource? Source { get; }

    /// <summary>How many bytes there are, here or elsewhere.</summary>
    public int Length => Source is null ? Bytes.Length : _remoteLength;
}
