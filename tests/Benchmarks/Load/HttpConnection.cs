using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WorkerGrains.Benchmarks.Load;

/// <summary>One kept-alive connection that sends the same request again and again.</summary>
/// <remarks>As little work as possible for each answer: what the load costs comes off what a server on the same machine can show.</remarks>
internal sealed class HttpConnection : IDisposable
{
    private readonly ReadOnlyMemory<byte> _request;
    private byte[] _buffer = new byte[16 * 1024];
    private int _filled;

    public HttpConnection(HttpCall call)
    {
        _request = call.Bytes;
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(IPAddress.Loopback, call.Port);
    }

    public Socket Socket { get; }

    /// <summary>The timestamp at which the request under way was sent.</summary>
    public long Sent { get; set; }

    /// <summary>The last answer, head and body.</summary>
    public string LastAnswer => Encoding.Latin1.GetString(_buffer, 0, _filled);

    public void Send()
    {
        _filled = 0;
        for (var sent = 0; sent < _request.Length;)
        {
            sent += Socket.Send(_request.Span[sent..]);
        }
    }

    /// <summary>Takes what has arrived, waiting if nothing has.</summary>
    /// <returns>Whether the answer is complete.</returns>
    /// <exception cref="InvalidOperationException">The answer is a failure, or there is none.</exception>
    public bool Receive()
    {
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var received = Socket.Receive(_buffer.AsSpan(_filled));
        if (received == 0)
        {
            throw new InvalidOperationException("The server closed the connection.");
        }

        _filled += received;
        return IsComplete(_buffer.AsSpan(0, _filled));
    }

    public void Dispose() => Socket.Dispose();

    private bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        if (!answer.StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException($"The server answered: {LastAnswer}");
        }

        var label = answer[..head].IndexOf("Content-Length: "u8);
        if (label < 0)
        {
            // Written in chunks; the last is empty.
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        }

        return Utf8Parser.TryParse(answer[(label + "Content-Length: ".Length)..], out int length, out _) && answer.Length >= head + 4 + length;
    }
}
