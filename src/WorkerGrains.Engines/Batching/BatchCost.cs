namespace WorkerGrains.Engines.Batching;

/// <summary>What a batch costs, learned from those that ran: <c>a · padded size + b · inputs + c</c>, none of them negative.</summary>
/// <remarks>
/// Least squares over all batches, of which each counts a little less than the one after it, so that it follows a machine that gets busier.
/// With three unknowns, the best solution without negative ones is found by trying every set of unknowns that may be positive. A set with fewer is
/// taken unless one with more is clearly better, so a single batch or batches all alike say nothing that they do not know. Sources: S. Haykin,
/// "Adaptive Filter Theory", chapter on recursive least squares (the forgetting factor); C. Lawson and R. Hanson, "Solving Least
/// Squares Problems", 1974, chapter 23 (non-negative least squares). Not thread-safe.
/// </remarks>
internal sealed class BatchCost
{
    private const int Unknowns = 3;

    // Half of what is known comes from the last 13 batches.
    private const double Forgetting = 0.95;

    // A batch that was held up says little about the next; a machine that really got slower is followed in a few steps.
    private const double LargestSurprise = 10;

    // Once so many batches are known, one more changes little: the solution is found anew for every eighth.
    private const int FewBatches = 16;
    private const int BatchesBetween = 8;

    // A set of more unknowns must leave this much less unexplained.
    private const double ClearlyBetter = 0.9;

    // What is left unexplained below this share of all is rounding.
    private const double Rounding = 1e-9;

    // By size alone, by count alone, a constant alone, then their combinations.
    private static readonly int[][] s_sets = [[0], [1], [2], [0, 2], [0, 1], [1, 2], [0, 1, 2]];

    private readonly double[,] _products = new double[Unknowns, Unknowns];
    private readonly double[] _targets = new double[Unknowns];
    private double _squares;
    private int _batches;
    private double[] _solution = new double[Unknowns];

    /// <summary>Whether any batch has been seen.</summary>
    public bool IsKnown => _products[2, 2] > 0;

    /// <summary>The usual number of inputs in a batch.</summary>
    public double UsualCount => IsKnown ? _products[1, 2] / _products[2, 2] : 0;

    /// <summary>The usual size of an input, padding included.</summary>
    public double UsualSize => IsKnown ? _products[0, 2] / _products[1, 2] : 0;

    /// <summary>How many seconds work takes; zero when nothing is known.</summary>
    /// <param name="size">Its padded size.</param>
    /// <param name="count">Its inputs.</param>
    /// <param name="batches">In how many batches it runs.</param>
    public double Of(double size, double count, double batches) => (_solution[0] * size) + (_solution[1] * count) + (_solution[2] * batches);

    /// <summary>Takes in how long a batch took.</summary>
    public void Learn(long size, int count, double seconds)
    {
        if (Of(size, count, 1) is > 0 and var expected)
        {
            seconds = Math.Min(seconds, LargestSurprise * expected);
        }

        ReadOnlySpan<double> batch = [size, count, 1];
        for (var row = 0; row < Unknowns; row++)
        {
            for (var column = 0; column < Unknowns; column++)
            {
                _products[row, column] = (Forgetting * _products[row, column]) + (batch[row] * batch[column]);
            }

            _targets[row] = (Forgetting * _targets[row]) + (batch[row] * seconds);
        }

        _squares = (Forgetting * _squares) + (seconds * seconds);
        _batches++;
        if (_batches <= FewBatches || _batches % BatchesBetween == 0)
        {
            _solution = Solve();
        }
    }

    private double[] Solve()
    {
        var best = new double[Unknowns];
        var unexplained = double.PositiveInfinity;
        var size = 0;
        foreach (var set in s_sets)
        {
            if (TrySolve(set) is not { } candidate)
            {
                continue;
            }

            var left = Math.Max(Unexplained(candidate), Rounding * _squares);
            if (left < unexplained * (set.Length > size ? ClearlyBetter : 1))
            {
                (best, unexplained, size) = (candidate, left, set.Length);
            }
        }

        return best;
    }

    /// <summary>The least squares with these unknowns only; <see langword="null"/> when one is negative or the batches do not tell them apart.</summary>
    private double[]? TrySolve(int[] set)
    {
        var rows = new double[set.Length][];
        for (var i = 0; i < set.Length; i++)
        {
            rows[i] = [.. set.Select(column => _products[set[i], column]), _targets[set[i]]];
        }

        for (var pivot = 0; pivot < rows.Length; pivot++)
        {
            // What is left of a diagonal element by now is what the unknowns before it do not explain of this one.
            if (rows[pivot][pivot] <= 1e-6 * _products[set[pivot], set[pivot]])
            {
                return null;
            }

            for (var row = 0; row < rows.Length; row++)
            {
                if (row != pivot)
                {
                    var factor = rows[row][pivot] / rows[pivot][pivot];
                    for (var column = pivot; column <= rows.Length; column++)
                    {
                        rows[row][column] -= factor * rows[pivot][column];
                    }
                }
            }
        }

        var solution = new double[Unknowns];
        for (var i = 0; i < rows.Length; i++)
        {
            solution[set[i]] = rows[i][rows.Length] / rows[i][i];
        }

        return Array.TrueForAll(solution, static value => value >= 0) ? solution : null;
    }

    private double Unexplained(double[] solution)
    {
        var sum = _squares;
        for (var row = 0; row < Unknowns; row++)
        {
            sum -= 2 * solution[row] * _targets[row];
            for (var column = 0; column < Unknowns; column++)
            {
                sum += solution[row] * _products[row, column] * solution[column];
            }
        }

        return sum;
    }
}
