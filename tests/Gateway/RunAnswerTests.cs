using System.Net;
using System.Text;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Gateway;

/// <summary>What a run answers, once the controller has.</summary>
public sealed class RunAnswerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Result_SaysWhoAnsweredAndWhereTheTimeWent()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(WorkResult.Success("{}"u8.ToArray()) with
        {
            Version = new CapabilityVersion(1, 2, 3),
            Timings = new WorkTimings
            {
                Queue = TimeSpan.FromMicroseconds(1),
                Batch = TimeSpan.FromMicroseconds(20_345),
                Run = TimeSpan.FromMilliseconds(20),
                Total = TimeSpan.FromSeconds(2),
                Silo = "silo-1",
                Attempts = 2,
            },
        });

        var response = await host.RunAsync();

        Assert.Equal("queue;dur=0.001, batch;dur=20.345, run;dur=20.000, total;dur=2000.000", GatewayHost.Header(response, "Server-Timing"));
        Assert.Equal(("silo-1", "1.2.3", "2"), (GatewayHost.Header(response, "X-Worker-Silo"), GatewayHost.Header(response, "X-Worker-Version"), GatewayHost.Header(response, "X-Worker-Attempts")));
    }

    [Fact]
    public async Task RunAsync_FailureThatAWorkerGave_SaysSoToo()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(WorkResult.Failure(WorkErrorCode.EngineFailed, "It failed.") with { Timings = new WorkTimings { Silo = "silo-1", Attempts = 1 } });

        var response = await host.RunAsync();

        Assert.Equal(("silo-1", "1"), (GatewayHost.Header(response, "X-Worker-Silo"), GatewayHost.Header(response, "X-Worker-Attempts")));
        Assert.NotNull(GatewayHost.Header(response, "Server-Timing"));
    }

    [Theory]
    [InlineData("silo\r\nX-Evil: 1")]
    [InlineData("søster")]
    [InlineData("")]
    public async Task RunAsync_SiloNameThatNoHeaderCanHold_IsLeftOut(string silo)
    {
        await using var host = await GatewayHost.ListenAsync([]);
        host.Controller.AnswerWith(WorkResult.Success("{}"u8.ToArray()) with { Timings = new WorkTimings { Silo = silo } });

        var response = await host.RunAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Null(GatewayHost.Header(response, "X-Worker-Silo"));
    }

    [Fact]
    public async Task RunAsync_OutputOfAnotherSilo_IsPulledAndReleased()
    {
        await using var host = await GatewayHost.ListenAsync([]);
        var source = new RemoteOutput(new byte[3 * PayloadExchange.ChunkBytes + 5]);
        Random.Shared.NextBytes(source.Bytes);
        host.Controller.AnswerWith(new WorkResult { Payload = new Payload(source, source.Bytes.Length), ContentType = "image/png" });

        var response = await host.RunAsync();

        Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(source.Bytes, await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.True(source.IsReleased);
    }

    [Fact]
    public async Task RunAsync_OutputOfASiloThatIsGone_IsUnavailable()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(new WorkResult { Payload = new Payload(new RemoteOutput([]), 10) });

        var response = await host.RunAsync();

        await GatewayHost.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal("1", GatewayHost.Header(response, "Retry-After"));
    }

    [Fact]
    public async Task RunAsync_CallerHangsUp_ReachesTheControllerAndIsNoError()
    {
        await using var host = await GatewayHost.ListenAsync([]);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Controller.Answer = async (_, cancellationToken) =>
        {
            started.SetResult();
            try
            {
                return await new TaskCompletionSource<WorkResult>().Task.WaitAsync(cancellationToken);
            }
            finally
            {
                ended.SetResult(cancellationToken.IsCancellationRequested);
            }
        };

        using (var connection = await host.ConnectAsync())
        {
            await connection.WriteAsync(Encoding.ASCII.GetBytes(GatewayHost.RunHead() + "Content-Length: 2\r\n\r\n{}"), Cancellation);
            await started.Task.WaitAsync(Cancellation);
        }

        Assert.True(await ended.Task.WaitAsync(Cancellation));
        await host.StopAsync();
        Assert.Empty(host.Complaints);
    }

    private sealed class RemoteOutput(byte[] bytes) : IPayloadSource
    {
        public byte[] Bytes => bytes;

        public bool IsReleased { get; private set; }

        public Task<ReadOnlyMemory<byte>> ReadAsync(int offset, CancellationToken cancellationToken) =>
            Task.FromResult<ReadOnlyMemory<byte>>(bytes.AsMemory(offset, Math.Min(PayloadExchange.ChunkBytes, bytes.Length - offset)));

        public Task ReleaseAsync()
        {
            IsReleased = true;
            return Task.CompletedTask;
        }
    }
}
