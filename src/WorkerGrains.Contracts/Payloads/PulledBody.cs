namespace WorkerGrains.Contracts.Payloads;

/// <summary>Reads a body that comes in at another process.</summary>
internal sealed class PulledBody(IBodySource source) : Stream
{
    private ReadOnlyMemory<byte> _chunk;
    private bool _hasEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_chunk.IsEmpty && !_hasEnded)
        {
            _chunk = await source.ReadNextAsync(cancellationToken);
            _hasEnded = _chunk.IsEmpty;
        }

        var count = Math.Min(_chunk.Length, buffer.Length);
        _chunk[..count].CopyTo(buffer);
        _chunk = _chunk[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A body is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
