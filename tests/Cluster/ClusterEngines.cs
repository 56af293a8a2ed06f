using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Cluster;

internal sealed class WhereEngine(ILocalSiloDetails silo, ClusterGates gates) : IEngine<Where, SiloName>
{
    public async Task<IReadOnlyList<EngineOutcome<SiloName>>> RunAsync(IReadOnlyList<Where> batch, CancellationToken cancellationToken)
    {
        await gates.Engines.PassAsync(cancellationToken);
        return [.. batch.Select(_ => (EngineOutcome<SiloName>)new SiloName(silo.Name))];
    }
}

internal sealed class HoldEngine(ClusterGates gates) : IEngine<Hold, Held>
{
    public async Task<IReadOnlyList<EngineOutcome<Held>>> RunAsync(IReadOnlyList<Hold> batch, CancellationToken cancellationToken)
    {
        await gates.Engines.PassAsync(cancellationToken);
        return [.. batch.Select(static _ => (EngineOutcome<Held>)new Held())];
    }
}

internal sealed class RepeatEngine(ILocalSiloDetails silo) : IEngine<Repeat, Repeated>
{
    public Task<IReadOnlyList<EngineOutcome<Repeated>>> RunAsync(IReadOnlyList<Repeat> batch, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EngineOutcome<Repeated>>>([.. batch.Select(input => (EngineOutcome<Repeated>)new Repeated(Concat(input), silo.Name))]);

    private static byte[] Concat(Repeat input)
    {
        var bytes = new byte[input.Bytes.Length * input.Times];
        for (var offset = 0; offset < bytes.Length; offset += input.Bytes.Length)
        {
            input.Bytes.CopyTo(bytes.AsMemory(offset));
        }

        return bytes;
    }
}
