using WorkerGrains.Engines.Tagging;

namespace WorkerGrains.Training.Tags;

/// <summary>Fits a logistic curve by Newton's method (iteratively reweighted least squares).</summary>
internal static class LogisticFit
{
    private const int Rounds = 50;
    private const double Ridge = 1e-3;

    public static TagCalibration Fit(IReadOnlyList<TagSample> samples)
    {
        var weights = new double[4];
        for (var round = 0; round < Rounds; round++)
        {
            var gradient = new double[4];
            var curvature = new double[4, 5];
            foreach (var sample in samples)
            {
                double[] x = [1, sample.Features.Nearest, sample.Features.Mean, sample.Features.Length];
                var p = 1 / (1 + Math.Exp(-x.Zip(weights, static (value, weight) => value * weight).Sum()));
                for (var i = 0; i < 4; i++)
                {
                    gradient[i] += ((sample.IsRight ? 1 : 0) - p) * x[i];
                    for (var j = 0; j < 4; j++)
                    {
                        curvature[i, j] += p * (1 - p) * x[i] * x[j];
                    }
                }
            }

            for (var i = 0; i < 4; i++)
            {
                gradient[i] -= Ridge * weights[i];
                curvature[i, i] += Ridge;
                curvature[i, 4] = gradient[i];
            }

            Solve(curvature);
            for (var i = 0; i < 4; i++)
            {
                weights[i] += curvature[i, 4];
            }
        }

        return new TagCalibration(weights[0], weights[1], weights[2], weights[3]);
    }

    /// <summary>Gauss-Jordan elimination; the last column becomes the solution.</summary>
    private static void Solve(double[,] rows)
    {
        var count = rows.GetLength(0);
        for (var pivot = 0; pivot < count; pivot++)
        {
            var scale = rows[pivot, pivot];
            for (var column = pivot; column <= count; column++)
            {
                rows[pivot, column] /= scale;
            }

            for (var row = 0; row < count; row++)
            {
                var factor = row == pivot ? 0 : rows[row, pivot];
                for (var column = pivot; column <= count; column++)
                {
                    rows[row, column] -= factor * rows[pivot, column];
                }
            }
        }
    }
}
