namespace WorkerGrains.Benchmarks.Harness;

/// <summary>Measures two sides in turns, so that what else the machine does falls on both alike.</summary>
internal static class Rounds
{
    /// <summary>Runs the rounds; the side that goes first alternates, so that neither always finds the machine as the other left it.</summary>
    public static async Task<IReadOnlyList<RoundPair<T>>> RunAsync<T>(int count, Func<Task<T>> baseline, Func<Task<T>> subject)
    {
        var rounds = new List<RoundPair<T>>(count);
        for (var round = 0; round < count; round++)
        {
            if (round % 2 == 0)
            {
                var first = await baseline();
                rounds.Add(new RoundPair<T>(first, await subject()));
            }
            else
            {
                var first = await subject();
                rounds.Add(new RoundPair<T>(await baseline(), first));
            }
        }

        return rounds;
    }
}
