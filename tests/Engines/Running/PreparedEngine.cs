using WorkerGrains.Engines;
using WorkerGrains.Tests.Engines.Batching;

namespace WorkerGrains.Tests.Engines.Running;

/// <summary>An engine whose preparing the test writes and whose batches it holds.</summary>
internal sealed class PreparedEngine(Func<int, CancellationToken, EngineOutcome<Item>> prepare) : IPreparingEngine<string, Item, string>
{
    public HoldingEngine Held { get; } = new();

    public EngineOutcome<Item> Prepare(string input, CancellationToken cancellationToken) =>
        prepare(int.Parse(input, System.Globalization.CultureInfo.InvariantCulture), cancellationToken);

    public int SizeOf(Item input) => Held.SizeOf(input);

    public Task<IReadOnlyList<EngineOutcome<string>>> RunAsync(IReadOnlyList<Item> batch, CancellationToken cancellationToken) => Held.RunAsync(batch, cancellationToken);
}
