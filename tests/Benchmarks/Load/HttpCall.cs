using System.Text;

namespace WorkerGrains.Benchmarks.Load;

/// <summary>A request, encoded once, and where it goes.</summary>
internal sealed class HttpCall
{
    private HttpCall(int port, byte[] bytes) => (Port, Bytes) = (port, bytes);

    public int Port { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public static HttpCall Post(int port, string path, string contentType, ReadOnlySpan<byte> body)
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n";
        return new HttpCall(port, [.. Encoding.ASCII.GetBytes(head), .. body]);
    }
}
