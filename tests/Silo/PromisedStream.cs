using System.Buffers;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace WorkerGrains.Tests.Silo;

/// <summary>A stream of events as it comes, each of which is looked at before its reader gets it. Of very many items, those after the first thousand one by twenty.</summary>
internal sealed class PromisedStream : HttpContent
{
    private const int AllOf = 1000;
    private const int OneOf = 20;

    private readonly HttpContent _content;
    private readonly bool _isEventStream;
    private readonly Action<string, ReadOnlyMemory<byte>> _check;

    public PromisedStream(HttpContent content, bool isEventStream, Action<string, ReadOnlyMemory<byte>> check)
    {
        (_content, _isEventStream, _check) = (content, isEventStream, check);
        foreach (var header in content.Headers)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() => new Checked(await _content.ReadAsStreamAsync(), new Lines(_isEventStream, _check));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var checking = await CreateContentReadStreamAsync();
        await checking.CopyToAsync(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Gathers lines, and takes the events out of them.</summary>
    private sealed class Lines(bool isEventStream, Action<string, ReadOnlyMemory<byte>> check)
    {
        private readonly ArrayBufferWriter<byte> _line = new();
        private string _event = "";
        private int _items;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            for (var end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
            {
                _line.Write(bytes[..end]);
                Look(_line.WrittenMemory);
                _line.ResetWrittenCount();
                bytes = bytes[(end + 1)..];
            }

            _line.Write(bytes);
        }

        private void Look(ReadOnlyMemory<byte> line)
        {
            if (!isEventStream)
            {
                using var json = JsonDocument.Parse(line);
                var held = json.RootElement.EnumerateObject().Single(static member => member.Name != "sequence");
                Check(held.Name, JsonMarshal.GetRawUtf8Value(held.Value).ToArray());
            }
            else if (line.Span.StartsWith("event: "u8))
            {
                _event = Encoding.UTF8.GetString(line.Span["event: ".Length..]);
            }
            else if (line.Span.StartsWith("data: "u8))
            {
                Check(_event, line["data: ".Length..]);
            }
        }

        private void Check(string kind, ReadOnlyMemory<byte> json)
        {
            if (kind != "item" || ++_items <= AllOf || _items % OneOf == 0)
            {
                check(kind, json);
            }
        }
    }

    private sealed class Checked(Stream source, Lines lines) : Stream
    {
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
            var read = await source.ReadAsync(buffer, cancellationToken);
            lines.Add(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An answer is read asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
