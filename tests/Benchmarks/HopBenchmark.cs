using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks;

/// <summary>What it costs that the replica is on another silo than the gateway.</summary>
internal sealed class HopBenchmark : IBenchmark
{
    public string Name => "hop";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        using var redis = await RedisProcess.StartAsync();
        string[] cluster = ["--Cluster:Store", "Redis", "--Cluster:Redis", redis.Address, "--Cluster:Id", $"hop-{Guid.NewGuid():N}"];
        var call = GreetCall.Of(HopModule.Capability);
        using var offering = await SiloProcess.StartAsync(call, [.. cluster, "--Modules:0", Places.Self]);
        using var asking = await SiloProcess.StartAsync(call, cluster);
        var near = new HttpSide(offering.Process, call(offering.Port));
        var far = new HttpSide(asking.Process, call(asking.Port));

        near.WarmUp(length.WarmUp);
        far.WarmUp(length.WarmUp);
        var one = await HttpSide.CompareAsync(near, far, 1, length);
        var many = await HttpSide.CompareAsync(near, far, 32, length);
        return
        [
            Comparison.Added("hop: 1 caller, p50", "ms", one, static report => report.P50, Goal.AtMost(0.4)),
            Comparison.Added("hop: 1 caller, p99", "ms", one, static report => report.P99),
            Comparison.Ratio("hop: 32 callers", "req/s", many, static report => report.PerSecond),
        ];
    }
}
