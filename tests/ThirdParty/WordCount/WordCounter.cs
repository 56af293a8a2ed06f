using WorkerGrains.Engines;

namespace ThirdParty.WordCount;

/// <summary>Counts the words of texts.</summary>
internal sealed class WordCounter : IEngine<CountWords, WordCounts>
{
    public Task<IReadOnlyList<EngineOutcome<WordCounts>>> RunAsync(IReadOnlyList<CountWords> batch, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EngineOutcome<WordCounts>>>([.. batch.Select(static input => (EngineOutcome<WordCounts>)Count(input.Text))]);

    private static WordCounts Count(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return new WordCounts { Words = words.Length, Distinct = words.Distinct(StringComparer.OrdinalIgnoreCase).Count() };
    }
}
