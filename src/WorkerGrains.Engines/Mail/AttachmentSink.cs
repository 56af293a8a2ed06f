using System.Security.Cryptography;

namespace WorkerGrains.Engines.Mail;

/// <summary>Counts and hashes what is written to it, and keeps it when it is small enough.</summary>
internal sealed class AttachmentSink(int maxKept) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _kept = new();
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>All that was written, or <see langword="null"/> when it is more than is kept.</summary>
    public ReadOnlyMemory<byte>? Kept => _length <= maxKept ? _kept.GetBuffer().AsMemory(0, (int)_length) : null;

    /// <summary>The hash of what was written, in hexadecimal.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash.AppendData(buffer);
        _length += buffer.Length;
        if (_length <= maxKept)
        {
            _kept.Write(buffer);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _kept.Dispose();
        }

        base.Dispose(disposing);
    }
}
