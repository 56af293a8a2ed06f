namespace WorkerGrains.Tests.Silo;

/// <summary>An mbox of one mail over and over, of which nothing is held.</summary>
internal sealed class RepeatedMail(byte[] mail, int times) : MemoryStream
{
    private long _position;

    public override bool CanSeek => false;

    public override long Length => (long)mail.Length * times;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = (int)Math.Min(Math.Min(buffer.Length, Length - _position), mail.Length - (_position % mail.Length));
        mail.AsMemory((int)(_position % mail.Length), count).CopyTo(buffer);
        _position += count;
        return new(count);
    }

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        for (var time = 0; time < times; time++)
        {
            await destination.WriteAsync(mail, cancellationToken);
        }
    }
}
