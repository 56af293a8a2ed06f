using System.Globalization;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Tests.Engines.Batching;

namespace WorkerGrains.Tests.Engines.Running;

/// <summary>An engine whose inputs are the sizes of their rows, and which holds its batches. The rows of an input are numbered from its first size on.</summary>
internal sealed class HeldRows : IRowEngine<int[], Item, string, string>
{
    public HoldingEngine Held { get; } = new();

    public string Device => Held.Device;

    public int SizeOf(Item input) => Held.SizeOf(input);

    public Task<IReadOnlyList<EngineOutcome<string>>> RunAsync(IReadOnlyList<Item> batch, CancellationToken cancellationToken) => Held.RunAsync(batch, cancellationToken);

    public EngineOutcome<Item[]> Split(int[] input, CancellationToken cancellationToken)
    {
        if (input.Length == 0)
        {
            return new WorkError(WorkErrorCode.InvalidInput, "There are no rows.");
        }

        return input.Select(static (size, index) => new Item(index, size)).ToArray();
    }

    public EngineOutcome<string> Join(int[] input, IReadOnlyList<string> rows) => string.Join(", ", rows.Prepend(input.Length.ToString(CultureInfo.InvariantCulture)));
}
