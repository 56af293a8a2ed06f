using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Bodies that are read while they come in. Callers on silo 0 are always served by another silo.</summary>
public sealed class BodyTests(BodyTests.DigestCluster shared) : IClassFixture<BodyTests.DigestCluster>, IAsyncDisposable
{
    private readonly WorkerCluster _cluster = shared.Cluster;

    private const int Limit = 8 * 1024 * 1024;

    private static readonly StreamedCapability<Digest, Digested, Digested> s_digest = new("test.digest", "1.0.0") { MaxStreamedBytes = Limit };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.ComeToRestAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((5 * 1024 * 1024) + 13)]
    [InlineData(Limit)]
    public async Task RunAsync_FromAnotherProcess_BringsEveryByte(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);

        var output = await _cluster.CreateClient().RunAsync(s_digest, new Digest { Bytes = default, Stream = new MemoryStream(bytes), Times = 3 }, Cancellation);

        Assert.Equal((length, Convert.ToHexString(SHA256.HashData(bytes)), 3), (output.Length, output.Sha256, output.Times));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task StreamAsync_AnySilo_BringsEveryByte(int caller)
    {
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        using var body = new BodyStream(new MemoryStream(bytes), Limit);

        var events = await _cluster.ControllerOf(caller).StreamAsync(Request(body), Cancellation).ToListAsync(Cancellation);

        var output = JsonSerializer.Deserialize<Digested>(events[^1].Result!.Payload.Bytes.Span, ContractJson.Options)!;
        Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)), output.Sha256);
        Assert.True(events.Count > 2, "The engine gives an item for each piece that it reads.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RunAsync_BeyondTheLimit_IsRefused(int caller)
    {
        using var body = new BodyStream(new MemoryStream(new byte[Limit + 1]), Limit);

        var result = await _cluster.ControllerOf(caller).RunAsync(Request(body), Cancellation);

        Assert.Equal(WorkErrorCode.PayloadTooLarge, result.Error?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RunAsync_BodyThatBreaksOff_IsToldAndNotTriedAgain(int caller)
    {
        using var body = new BodyStream(new Breaking(), Limit);

        var result = await _cluster.ControllerOf(caller).RunAsync(Request(body), Cancellation);

        Assert.Equal((WorkErrorCode.InvalidInput, 1), (result.Error?.Code, result.Timings.Attempts));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RunAsync_CallerLeavesWhileTheBodyComesIn_StopsTheEngine(int caller)
    {
        var silent = new Silent();
        using var body = new BodyStream(silent, Limit);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var running = _cluster.ControllerOf(caller).RunAsync(Request(body), leaving.Token).AsTask();
        await silent.Asked.Task.WaitAsync(Cancellation);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Eventually.TrueAsync(() => _cluster.Waiting(s_digest.Name) == 0, "the engine has stopped");
    }

    [Fact]
    public async Task IsRepeatable_Body_UntilItIsRead()
    {
        using var body = new BodyStream(new MemoryStream([1, 2, 3]), Limit);
        var payload = new Payload(body);

        Assert.True(payload is { IsStreamed: true, IsRepeatable: true, Length: 0 });
        Assert.Equal(3, await body.ReadAsync(new byte[10], Cancellation));
        Assert.False(payload.IsRepeatable);
        Assert.True(new Payload(new byte[3]).IsRepeatable);
    }

    private static WorkRequest Request(BodyStream body) => new() { Capability = s_digest.Name, Payload = new Payload(body), ContentType = "application/x-test" };

    /// <summary>The last two silos read bodies.</summary>
    public sealed class DigestCluster : SharedCluster
    {
        /// <inheritdoc/>
        protected override void Configure(string silo, IServiceCollection services)
        {
            if (!silo.EndsWith('0'))
            {
                services.AddStreamingEngine<DigestEngine, Digest, Digested, Digested>(s_digest);
            }
        }
    }

    private sealed record Digest
    {
        [Body("application/x-test")]
        public required ReadOnlyMemory<byte> Bytes { get; init; }

        [BodyStream, JsonIgnore]
        public Stream? Stream { get; init; }

        public int Times { get; init; } = 1;
    }

    private sealed record Digested(int Length, string Sha256, int Times);

    private sealed class DigestEngine : IStreamingEngine<Digest, Digested, Digested>
    {
        public async Task<EngineOutcome<Digested>> RunAsync(Digest input, IItemSink<Digested> items, CancellationToken cancellationToken)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1024 * 1024];
            var length = 0;
            int read;
            while ((read = await input.Stream!.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                length += read;
                await items.WriteAsync(new Digested(length, "", input.Times), cancellationToken);
            }

            return new Digested(length, Convert.ToHexString(hash.GetHashAndReset()), input.Times);
        }
    }

    private sealed class Breaking : MemoryStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ++_reads == 1 ? new(Math.Min(1000, buffer.Length)) : throw new IOException("The connection was reset.");
    }

    /// <summary>Gives nothing until nobody waits any more.</summary>
    private sealed class Silent : MemoryStream
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
