using System.Net;
using System.Net.Http.Headers;

namespace WorkerGrains.Engines.Models.Fetching;

/// <summary>Downloads a file, and goes on where it was cut off, now or in a later run.</summary>
/// <remarks>What is resumed may have changed on the other side meanwhile: the hash of the whole says so.</remarks>
internal sealed class ResumableDownload(HttpClient client, TimeProvider time)
{
    private const int MaxAttempts = 5;
    private const int BufferSize = 128 * 1024;

    // A connection over which nothing comes for so long is as good as lost.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Downloads into a file, after what it has already.</summary>
    /// <exception cref="FetchException">The other side refuses, sends more than is taken, or cannot be reached.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; the file keeps what has come.</exception>
    public async Task RunAsync(Uri source, string path, long maxBytes, IProgress<FetchProgress> progress, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TryAsync(source, path, maxBytes, progress, cancellationToken);
                return;
            }
            catch (Exception exception) when (IsLost(exception) && !cancellationToken.IsCancellationRequested && attempt < MaxAttempts)
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, attempt - 1)), time, cancellationToken);
            }
            catch (Exception exception) when (IsLost(exception) && !cancellationToken.IsCancellationRequested)
            {
                throw new FetchException($"{source.Host} does not answer, or the connection is cut again and again. Run the command again to go on where it stopped.", exception);
            }
        }
    }

    private static bool IsLost(Exception exception) => exception is HttpRequestException { StatusCode: null or >= HttpStatusCode.InternalServerError } or IOException or OperationCanceledException;

    private async Task TryAsync(Uri source, string path, long maxBytes, IProgress<FetchProgress> progress, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, BufferSize, useAsync: true);
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        if (file.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // There is nothing after what is there.
            return;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw (int)response.StatusCode >= 500
                ? new HttpRequestException(null, null, response.StatusCode)
                : new FetchException($"{source.Host} answers {(int)response.StatusCode}. Check the address, and whether it asks for a login.");
        }

        var start = response.StatusCode == HttpStatusCode.PartialContent ? file.Length : 0;
        file.SetLength(start);
        file.Position = start;
        var total = start + response.Content.Headers.ContentLength;
        await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
        var buffer = new byte[BufferSize];
        while (true)
        {
            if (Math.Max(total ?? 0, file.Position) > maxBytes)
            {
                throw new FetchException($"The file is larger than the {maxBytes} bytes that are fetched.");
            }

            patience.CancelAfter(s_patience);
            var read = await body.ReadAsync(buffer, patience.Token);
            if (read == 0)
            {
                break;
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            progress.Report(new FetchProgress(file.Position, total));
        }

        if (total is { } expected && file.Position < expected)
        {
            throw new IOException("The connection was cut.");
        }
    }
}
