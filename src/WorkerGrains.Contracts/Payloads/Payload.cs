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

    /// <summary>Wraps a body that comes in while it is read.</summary>
    public Payload(BodyStream body) => Body = body;

    /// <summary>Names a body that comes in at another process.</summary>
    internal Payload(IBodySource source) => BodySource = source;

    /// <summary>The bytes; empty while they are elsewhere.</summary>
    [Id(0)]
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Where the bytes are, or <see langword="null"/> when they are here.</summary>
    [Id(1)]
    public IPayloadSource? Source { get; }

    /// <summary>A body that comes in at another process, from where it is pulled.</summary>
    [Id(3)]
    public IBodySource? BodySource { get; }

    /// <summary>A body of this process that comes in while it is read; it never travels.</summary>
    [field: NonSerialized]
    public BodyStream? Body { get; }

    /// <summary>Whether the bytes are read while they come in; how many there are is not known before.</summary>
    public bool IsStreamed => Body is not null || BodySource is not null;

    /// <summary>Whether the bytes can be had from their beginning once more, as far as is known here.</summary>
    public bool IsRepeatable => !IsStreamed || Body?.HasBegun == false;

    /// <summary>How many bytes there are, here or elsewhere; 0 of those that are streamed.</summary>
    public int Length => Source is null ? Bytes.Length : _remoteLength;
}
