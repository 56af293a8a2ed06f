using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Payloads;

/// <summary>Moves large payloads between processes: the one that has the bytes offers them, the one that needs them pulls.</summary>
/// <remarks>Thread-safe; one for each process. A reader sees one chunk at a time, so small messages on the same connection pass between chunks.</remarks>
public sealed class PayloadExchange : IDisposable
{
    /// <summary>The largest payload that travels inside its message.</summary>
    public const int InlineBytes = 256 * 1024;

    /// <summary>The most bytes in one message of a payload that is pulled.</summary>
    public const int ChunkBytes = 1024 * 1024;

    private static readonly WorkError s_outputLost = new(WorkErrorCode.Unavailable, "The worker answered, but its output was lost on the way. Try again.");

    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly PayloadOptions _options;
    private readonly ConcurrentDictionary<HeldPayload, byte> _held = new();
    private readonly ITimer _sweep;
    private long _heldBytes;

    /// <summary>Makes the exchange of this process.</summary>
    public PayloadExchange(IGrainFactory grains, IOptions<PayloadOptions> options, TimeProvider time)
    {
        _grains = grains;
        _time = time;
        _options = options.Value;
        _sweep = time.CreateTimer(static exchange => ((PayloadExchange)exchange!).WithdrawExpired(), this, _options.OfferLifetime, _options.OfferLifetime);
    }

    /// <summary>The bytes held for other processes now.</summary>
    public long HeldBytes => Volatile.Read(ref _heldBytes);

    /// <summary>Makes an input ready for another process; the caller disposes of the offer when its call has ended.</summary>
    /// <returns><see langword="null"/> when too much is held already.</returns>
    public async ValueTask<PayloadOffer?> TryOfferAsync(Payload payload)
    {
        if (payload.Body is { } body)
        {
            return new PayloadOffer(new Payload(await OfferAsync(body)), withdraw: null);
        }

        if (payload.Source is not null || payload.Length <= InlineBytes)
        {
            return new PayloadOffer(payload, withdraw: null);
        }

        var held = await TryHoldAsync(payload.Bytes, expires: long.MaxValue);
        return held is null ? null : new PayloadOffer(new Payload(held.Reference!, payload.Length), () => Withdraw(held));
    }

    /// <summary>Makes an output ready for another process; it is held until its reader has it, or has not come for it in time.</summary>
    /// <returns><see langword="null"/> when too much is held already.</returns>
    public async ValueTask<Payload?> TryHandOverAsync(Payload payload)
    {
        if (payload.Source is not null || payload.Length <= InlineBytes)
        {
            return payload;
        }

        var held = await TryHoldAsync(payload.Bytes, _time.GetTimestamp() + (long)(_options.OfferLifetime.TotalSeconds * _time.TimestampFrequency));
        return held is null ? null : new Payload(held.Reference!, payload.Length);
    }

    /// <summary>Pulls an input; the one who offered it keeps holding it.</summary>
    public static ValueTask<Payload> FetchInputAsync(Payload payload, CancellationToken cancellationToken) =>
        payload.Source is null ? new(payload) : PullAsync(payload, release: false, cancellationToken);

    /// <summary>Opens a body that comes in at another process; its bytes are pulled as they are read.</summary>
    public static Payload Open(Payload payload) => payload.BodySource is { } source ? new Payload(new BodyStream(new PulledBody(source), long.MaxValue)) : payload;

    /// <summary>Pulls an output and lets the one who held it forget it.</summary>
    public static ValueTask<Payload> FetchOutputAsync(Payload payload, CancellationToken cancellationToken) =>
        payload.Source is null ? new(payload) : PullAsync(payload, release: true, cancellationToken);

    /// <summary>A result with its output here: pulled when another process holds it, <see cref="WorkErrorCode.Unavailable"/> when it is lost with that process.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static async ValueTask<WorkResult> FetchOutputAsync(WorkResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Error is not null || result.Payload.Source is null)
        {
            return result;
        }

        try
        {
            return result with { Payload = await PullAsync(result.Payload, release: true, cancellationToken) };
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // That process may be gone in more ways than there are exceptions to name.
            return result with { Payload = default, Error = s_outputLost };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sweep.Dispose();
        foreach (var held in _held.Keys)
        {
            Withdraw(held);
        }
    }

    private static async ValueTask<Payload> PullAsync(Payload payload, bool release, CancellationToken cancellationToken)
    {
        var source = payload.Source!;
        var buffer = GC.AllocateUninitializedArray<byte>(payload.Length);
        for (var offset = 0; offset < buffer.Length;)
        {
            var chunk = await source.ReadAsync(offset, cancellationToken);
            if (chunk.IsEmpty)
            {
                throw new PayloadLostException();
            }

            chunk.CopyTo(buffer.AsMemory(offset));
            offset += chunk.Length;
        }

        if (release)
        {
            await source.ReleaseAsync();
        }

        return new Payload(buffer);
    }

    /// <summary>Lets another process pull a body, until the body is disposed of.</summary>
    private async ValueTask<IBodySource> OfferAsync(BodyStream body)
    {
        var held = new HeldBody(body, _time);
        var reference = await Task.Run(() => _grains.CreateObjectReference<IBodySource>(held));
        body.OnDispose(() =>
        {
            _grains.DeleteObjectReference<IBodySource>(reference);
            GC.KeepAlive(held);
        });
        return reference;
    }

    private async ValueTask<HeldPayload?> TryHoldAsync(ReadOnlyMemory<byte> bytes, long expires)
    {
        if (Interlocked.Add(ref _heldBytes, bytes.Length) > _options.MaxOfferedBytes)
        {
            Interlocked.Add(ref _heldBytes, -bytes.Length);
            return null;
        }

        var held = new HeldPayload(this, bytes, expires);

        // On the thread pool, because Orleans makes no such references on a grain's own scheduler.
        held.Reference = await Task.Run(() => _grains.CreateObjectReference<IPayloadSource>(held));
        _held.TryAdd(held, 0);
        return held;
    }

    private void Withdraw(HeldPayload held)
    {
        if (_held.TryRemove(held, out _))
        {
            _grains.DeleteObjectReference<IPayloadSource>(held.Reference!);
            Interlocked.Add(ref _heldBytes, -held.Length);
        }
    }

    private void WithdrawExpired()
    {
        var now = _time.GetTimestamp();
        foreach (var held in _held.Keys)
        {
            if (held.Expires < now)
            {
                Withdraw(held);
            }
        }
    }

    /// <summary>A body under a reference that another process can call. Small pieces are gathered, but not for longer than a call may take.</summary>
    private sealed class HeldBody(BodyStream body, TimeProvider time) : IBodySource
    {
        private const int EnoughBytes = ChunkBytes / 4;

        private static readonly TimeSpan s_gathering = TimeSpan.FromSeconds(1);

        public async Task<ReadOnlyMemory<byte>> ReadNextAsync(CancellationToken cancellationToken)
        {
            var chunk = new byte[ChunkBytes];
            var filled = 0;
            var started = time.GetTimestamp();
            int read;
            do
            {
                read = await body.ReadAsync(chunk.AsMemory(filled), cancellationToken);
                filled += read;
            }
            while (read > 0 && filled < EnoughBytes && time.GetElapsedTime(started) < s_gathering);

            return chunk.AsMemory(0, filled);
        }
    }

    /// <summary>Bytes under a reference that other processes can call. Orleans keeps such objects weakly; the exchange keeps them alive.</summary>
    private sealed class HeldPayload(PayloadExchange exchange, ReadOnlyMemory<byte> bytes, long expires) : IPayloadSource
    {
        public IPayloadSource? Reference { get; set; }

        public long Expires { get; } = expires;

        public int Length => bytes.Length;

        public Task<ReadOnlyMemory<byte>> ReadAsync(int offset, CancellationToken cancellationToken) => Task.FromResult(
            offset < 0 || offset >= bytes.Length ? default : bytes.Slice(offset, Math.Min(ChunkBytes, bytes.Length - offset)));

        public Task ReleaseAsync()
        {
            exchange.Withdraw(this);
            return Task.CompletedTask;
        }
    }
}
