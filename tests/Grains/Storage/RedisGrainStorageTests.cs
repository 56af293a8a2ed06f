using Orleans.Storage;

namespace WorkerGrains.Tests.Grains.Storage;

/// <summary>State in Redis, as a silo sets it up. Skips where Redis is not installed.</summary>
public sealed class RedisGrainStorageTests(RedisStore store) : GrainStorageConformance, IClassFixture<RedisStore>
{
    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private protected override Task<IGrainStorage> OpenAsync() => store.OpenAsync();

    private protected override Task<IGrainStorage> ReopenAsync() => store.ReopenAsync();
}
