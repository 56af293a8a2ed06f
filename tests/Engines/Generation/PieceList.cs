using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Engines.Generation;

/// <summary>Keeps the pieces of a text, and does as the test says before each.</summary>
internal sealed class PieceList(Func<int, ValueTask>? before = null) : IItemSink<GeneratedPiece>
{
    public List<string> Pieces { get; } = [];

    public string Text => string.Concat(Pieces);

    public async ValueTask WriteAsync(GeneratedPiece item, CancellationToken cancellationToken)
    {
        if (before is not null)
        {
            await before(Pieces.Count);
        }

        Pieces.Add(item.Text);
    }
}
