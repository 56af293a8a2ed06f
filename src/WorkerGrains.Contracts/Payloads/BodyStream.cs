namespace WorkerGrains.Contracts.Payloads;

/// <summary>A body that is read while it comes in, once and in order, and never held as a whole.</summary>
/// <remarks>For one reader. Belongs to whoever made it, who disposes of it when the call has ended; the underlying stream is not disposed of.</remarks>
/// <param name="source">Where the bytes come from.</param>
/// <param name="maxBytes">The most bytes it may have.</param>
public sealed class BodyStream(Stream source, long maxBytes) : Stream
{
    private readonly List<Action> _disposals = [];
    private long _position;
    private int _hasBegun;

    /// <summary>Whether a byte of it was asked for: then nobody else can begin to read it.</summary>
    public bool HasBegun => Volatile.Read(ref _hasBegun) != 0;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="BodyTooLargeException">There are more bytes than there may be.</exception>
    /// <exception cref="PayloadLostException">The body broke off.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Volatile.Write(ref _hasBegun, 1);
        int read;
        try
        {
            read = await source.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or PayloadLostException or BodyTooLargeException))
        {
            throw new PayloadLostException();
        }

        _position += read;
        return _position <= maxBytes ? read : throw new BodyTooLargeException();
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A body is read asynchronously.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Has something done when the body is no longer needed.</summary>
    internal void OnDispose(Action action)
    {
        lock (_disposals)
        {
            _disposals.Add(action);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_disposals)
            {
                _disposals.ForEach(static action => action());
                _disposals.Clear();
            }
        }

        base.Dispose(disposing);
    }
}
