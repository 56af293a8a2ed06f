using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Engines;

/// <summary>Shows the suite on the smallest engine that passes it.</summary>
public sealed class EngineConformanceTests : EngineConformance
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<int, decimal>
    {
        Engine = new Inverter(),
        Inputs = [static () => 1, static () => 2, static () => 3, static () => 4],
        BadInput = static () => 0,
        Lanes = 2,
    });

    /// <summary>Fails on a whole batch when one input is zero.</summary>
    private sealed class Inverter : IEngine<int, decimal>
    {
        public Task<IReadOnlyList<EngineOutcome<decimal>>> RunAsync(IReadOnlyList<int> batch, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult<IReadOnlyList<EngineOutcome<decimal>>>([.. batch.Select(static input => (EngineOutcome<decimal>)(1m / input))]);
        }
    }
}
