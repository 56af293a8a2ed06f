using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Bodies;

/// <summary>Reads a request's body once, into one array, within a limit and within the budget of the process.</summary>
internal sealed class BodyReader(BodyBudget budget)
{
    // A body in chunks of one byte takes six on the wire, and the server counts those.
    private const int MaxFraming = 8;

    // What is smaller is held, so that it can be sent to another replica when one fails.
    private const int LargestHeldOfStreamed = PayloadExchange.ChunkBytes;

    private static readonly WorkError s_compressed =
        new(WorkErrorCode.UnsupportedMediaType, "Send the body as it is, without Content-Encoding.");

    private static readonly WorkError s_overloaded =
        new(WorkErrorCode.Overloaded, "The gateway holds as many bytes of requests as it may. Try again after the time given.");

    /// <summary>Reads the body, or opens a large one that the capability reads while it comes in. Nothing is read of one that announces more than the limit.</summary>
    /// <exception cref="BadHttpRequestException">The body breaks off, comes too slowly or is no valid HTTP.</exception>
    public ValueTask<HeldBody> ReadAsync(HttpContext context, CapabilityDescriptor capability)
    {
        var request = context.Request;
        var isStreamed = capability.MaxStreamedBytes > 0 && !(request.ContentLength <= LargestHeldOfStreamed) && !IsJson(request.ContentType);
        var maxBytes = capability.MaxInputBytes;
        if (request.ContentLength > (isStreamed ? capability.MaxStreamedBytes : maxBytes))
        {
            return new(TooLarge(isStreamed ? capability.MaxStreamedBytes : maxBytes));
        }

        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return new(new HeldBody(s_compressed));
        }

        var announced = isStreamed ? null : (int?)request.ContentLength;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = isStreamed ? null : announced ?? (long)maxBytes * MaxFraming;
        }

        if (isStreamed)
        {
            return new(new HeldBody(new BodyStream(request.Body, capability.MaxStreamedBytes)));
        }

        return announced is { } length
            ? ReadAnnouncedAsync(request.BodyReader, length, context.RequestAborted)
            : ReadUnannouncedAsync(request.BodyReader, maxBytes, context.RequestAborted);
    }

    private static bool IsJson(string? contentType) =>
        string.IsNullOrEmpty(contentType) || (MediaTypeHeaderValue.TryParse(contentType, out var mediaType) && mediaType.MediaType.Equals(MediaTypes.Json, StringComparison.OrdinalIgnoreCase));

    private async ValueTask<HeldBody> ReadAnnouncedAsync(PipeReader reader, int length, CancellationToken cancellationToken)
    {
        if (!budget.TryReserve(length))
        {
            return new HeldBody(s_overloaded);
        }

        try
        {
            var bytes = GC.AllocateUninitializedArray<byte>(length);
            for (var filled = 0; filled < length;)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var arrived = read.Buffer.Length > length - filled ? read.Buffer.Slice(0, length - filled) : read.Buffer;
                arrived.CopyTo(bytes.AsSpan(filled));
                filled += (int)arrived.Length;
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted && filled < length)
                {
                    throw new BadHttpRequestException("The body is shorter than announced.");
                }
            }

            return new HeldBody(bytes, budget, length);
        }
        catch
        {
            budget.Release(length);
            throw;
        }
    }

    private async ValueTask<HeldBody> ReadUnannouncedAsync(PipeReader reader, int maxBytes, CancellationToken cancellationToken)
    {
        byte[] bytes = [];
        var filled = 0;
        WorkError? refusal = null;
        try
        {
            for (var isCompleted = false; !isCompleted && refusal is null;)
            {
                var read = await reader.ReadAsync(cancellationToken);
                isCompleted = read.IsCompleted;
                refusal = MakeRoom(ref bytes, filled, read.Buffer.Length, isCompleted, maxBytes);
                if (refusal is null)
                {
                    read.Buffer.CopyTo(bytes.AsSpan(filled));
                    filled += (int)read.Buffer.Length;
                }

                reader.AdvanceTo(read.Buffer.End);
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            refusal = TooLarge(maxBytes).Error;
        }
        catch
        {
            budget.Release(bytes.Length);
            throw;
        }

        if (refusal is not null)
        {
            budget.Release(bytes.Length);
            return new HeldBody(refusal);
        }

        return new HeldBody(bytes.AsMemory(0, filled), budget, bytes.Length);
    }

    /// <summary>Grows the array, and the reservation with it, so that as many more bytes fit; says why when they may not.</summary>
    private WorkError? MakeRoom(ref byte[] bytes, int filled, long arrived, bool isLast, int maxBytes)
    {
        var needed = filled + arrived;
        if (needed > maxBytes)
        {
            return TooLarge(maxBytes).Error;
        }

        if (needed <= bytes.Length)
        {
            return null;
        }

        var size = (int)(isLast ? needed : Math.Min(maxBytes, Math.Max(needed, bytes.Length * 2L)));
        if (!budget.TryReserve(size - bytes.Length))
        {
            return s_overloaded;
        }

        var grown = GC.AllocateUninitializedArray<byte>(size);
        bytes.AsSpan(0, filled).CopyTo(grown);
        bytes = grown;
        return null;
    }

    private static HeldBody TooLarge(long maxBytes) => new(new WorkError(
        WorkErrorCode.PayloadTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The input is larger than the limit of {maxBytes} bytes. Send less.")));
}
