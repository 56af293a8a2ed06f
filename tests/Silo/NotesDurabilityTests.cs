using System.Collections.Concurrent;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Silo;

/// <summary>What was acknowledged is there after <c>kill -9</c>, in the version that was acknowledged.</summary>
public sealed class NotesDurabilityTests
{
    private const int Writers = 16;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_OneSiloWithAFileUnderLoad_LosesNothingAcknowledged()
    {
        await using var silo = await SiloProcess.StartAsync("durable");
        for (var round = 0; round < 3; round++)
        {
            ConcurrentDictionary<(string, string), NoteReceipt> acknowledged = [];
            await using (var connected = await ConnectedClient.ToAsync(silo))
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
                var load = Enumerable.Range(0, Writers).Select(writer => WriteAsync(connected.Client, $"kill-{round}-{writer % 4}", $"w{writer}", acknowledged, stop.Token)).ToArray();
                await Eventually.TrueAsync(() => acknowledged.Count > 300, "300 notes are acknowledged");
                silo.Process.Kill();
                await stop.CancelAsync();
                await Task.WhenAll(load);
            }

            await silo.RestartAsync();
            await using var again = await ConnectedClient.ToAsync(silo);
            await AssertThereAsync(again.Client, acknowledged);
        }
    }

    [Fact]
    public async Task Kill_OneOfThreeSilosWithRedisUnderLoad_LosesNothingAcknowledgedAndGoesOn()
    {
        await using var cluster = await RedisCluster.StartAsync("silo-0", "silo-1", "silo-2");
        ConcurrentDictionary<(string, string), NoteReceipt> acknowledged = [];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var load = Enumerable.Range(0, Writers).Select(writer => WriteAsync(cluster.Client, $"kill-{writer % 8}", $"w{writer}", acknowledged, stop.Token)).ToArray();
        await Eventually.TrueAsync(() => acknowledged.Count > 300, "300 notes are acknowledged");
        cluster.Silos[1].Process.Kill();
        var before = acknowledged.Count;
        await Eventually.TrueAsync(() => acknowledged.Count > before + 300, "300 more are acknowledged without the silo");
        await stop.CancelAsync();
        await Task.WhenAll(load);

        await AssertThereAsync(cluster.Client, acknowledged);
    }

    [Fact]
    public async Task RedisGoesAndComesBackUnderLoad_ChangesAreRefusedMeanwhileAndNothingAcknowledgedIsLost()
    {
        await using var redis = await RedisServer.StartDurableAsync();
        await using var silo = await SiloProcess.StartAsync("silo-0", "--Cluster:Store=Redis", $"--Cluster:Redis={redis.Configuration}");
        await using var connected = await ConnectedClient.ToAsync(silo);
        ConcurrentDictionary<(string, string), NoteReceipt> acknowledged = [];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var load = Enumerable.Range(0, 4).Select(writer => WriteAsync(connected.Client, $"outage-{writer % 2}", $"w{writer}", acknowledged, stop.Token)).ToArray();
        await Eventually.TrueAsync(() => acknowledged.Count > 50, "50 notes are acknowledged");
        await redis.KillAsync();
        var put = new PutNote { Collection = "outage-0", Id = "meanwhile", Text = "x" };
        var refusal = await Assert.ThrowsAsync<WorkException>(() => connected.Client.RunAsync(NotesCapabilities.Put, put, new WorkOptions { Timeout = TimeSpan.FromSeconds(3) }, Cancellation));
        var before = acknowledged.Count;
        await redis.RestartAsync();
        await Eventually.TrueAsync(() => acknowledged.Count > before + 50, "50 more are acknowledged once Redis is back");
        await stop.CancelAsync();
        await Task.WhenAll(load);

        Assert.True(refusal.Error.Code.IsRetryable(), $"{refusal.Error.Code} is not to be tried again.");
        Assert.Contains(refusal.Error.Reason ?? refusal.Error.Code.ToName(), NotesCapabilities.Put.Descriptor.Errors.Select(static error => error.Code));
        await AssertThereAsync(connected.Client, acknowledged);
        Assert.Matches("""workergrains_state_duration_seconds_count\{[^}]*operation="(read|write)"[^}]*outcome="failed""", await silo.Http.GetStringAsync("/metrics", Cancellation));
    }

    /// <summary>Makes notes and changes each once, until it is stopped. A change whose answer is lost is sent again, as its key allows.</summary>
    private static async Task WriteAsync(
        WorkerClient client, string collection, string prefix, ConcurrentDictionary<(string, string), NoteReceipt> acknowledged, CancellationToken stop)
    {
        try
        {
            for (var number = 0; ; number++)
            {
                var put = new PutNote { Collection = collection, Id = $"{prefix}-{number}", Text = $"{prefix}-{number} first" };
                var first = acknowledged[(collection, put.Id)] = await SendAsync(client, put, stop);
                acknowledged[(collection, put.Id)] = await SendAsync(client, put with { Text = $"{prefix}-{number} second", IfMatch = first.ETag }, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private static async Task<NoteReceipt> SendAsync(WorkerClient client, PutNote put, CancellationToken stop)
    {
        put = put with { RequestKey = Guid.NewGuid().ToString("N") };
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                return await client.RunAsync(NotesCapabilities.Put, put, stop);
            }
            catch (WorkException failure) when (failure.Error.Code.IsRetryable())
            {
                await pause.WaitForNextTickAsync(stop);
            }
        }
    }

    private static async Task AssertThereAsync(WorkerClient client, ConcurrentDictionary<(string Collection, string Id), NoteReceipt> acknowledged)
    {
        await Parallel.ForEachAsync(acknowledged, Cancellation, async (pair, _) =>
        {
            var (collection, id) = pair.Key;
            var note = await client.RunAsync(NotesCapabilities.Get, new GetNote { Collection = collection, Id = id, History = true }, Cancellation);

            // The change after the acknowledged one may have been stored without its answer having come.
            Assert.Contains(pair.Value.ETag, note.History!.Select(static version => version.ETag));
            Assert.InRange(note.Version, pair.Value.Version, pair.Value.Version + 1);
            Assert.Equal(note.Version == 1 ? $"{id} first" : $"{id} second", note.Text);
        });
        TestContext.Current.TestOutputHelper!.WriteLine($"{acknowledged.Count} acknowledged notes are there.");
    }
}
