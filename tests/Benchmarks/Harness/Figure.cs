using System.Globalization;

namespace WorkerGrains.Benchmarks.Harness;

/// <summary>Writes numbers as a table shows them: three digits that matter, and thousands as thousands.</summary>
internal static class Figure
{
    public static string Format(double value) => Math.Abs(value) switch
    {
        >= 1_000_000 => Format(value / 1_000_000) + " M",
        >= 10_000 => Format(value / 1000) + " k",
        >= 100 => value.ToString("F0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("F1", CultureInfo.InvariantCulture),
        0 => "0",
        >= 0.1 => value.ToString("F2", CultureInfo.InvariantCulture),
        _ => value.ToString("F3", CultureInfo.InvariantCulture),
    };
}
