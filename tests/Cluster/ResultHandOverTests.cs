using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Workers;

namespace WorkerGrains.Tests.Cluster;

public sealed class ResultHandOverTests
{
    [Fact]
    public async Task HandOverAsync_NoRoomToHoldAnOutput_IsNoRefusalFromBeforeTheWork()
    {
        // Nothing is held, so no reference is ever made.
        using var payloads = new PayloadExchange(null!, Options.Create(new PayloadOptions { MaxOfferedBytes = PayloadExchange.InlineBytes }), TimeProvider.System);

        var result = await payloads.HandOverAsync(WorkResult.Success(new byte[PayloadExchange.InlineBytes + 1]));

        Assert.Equal(WorkErrorCode.Unavailable, result.Error?.Code);
        Assert.Equal(0, result.Payload.Length);
        Assert.Equal(0, payloads.HeldBytes);
    }

    [Fact]
    public async Task HandOverAsync_SmallOutput_IsTheSameResult()
    {
        using var payloads = new PayloadExchange(null!, Options.Create(new PayloadOptions()), TimeProvider.System);
        var result = WorkResult.Success(new byte[PayloadExchange.InlineBytes]);

        Assert.Same(result, await payloads.HandOverAsync(result));
    }
}
