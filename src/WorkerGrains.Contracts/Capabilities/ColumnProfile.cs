using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a column holds.</summary>
public sealed record ColumnProfile
{
    /// <summary>The name.</summary>
    [Description("The name.")]
    public required string Name { get; init; }

    /// <summary>The type in DuckDB's SQL.</summary>
    [Description("The type in DuckDB's SQL, for example BIGINT or VARCHAR.")]
    public required string Type { get; init; }

    /// <summary>How many values are null.</summary>
    [Description("How many values are null.")]
    public required long NullCount { get; init; }

    /// <summary>How many different values there are, nulls not counted.</summary>
    [Description("How many different values there are, nulls not counted; see isExact.")]
    public required long DistinctCount { get; init; }

    /// <summary>The smallest value as text, cut after 200 characters.</summary>
    [Description("The smallest value as text, cut after 200 characters.")]
    public string? Min { get; init; }

    /// <summary>The largest value as text, cut after 200 characters.</summary>
    [Description("The largest value as text, cut after 200 characters.")]
    public string? Max { get; init; }

    /// <summary>The mean of a column of numbers, NaN and infinities left out.</summary>
    [Description("The mean of a column of numbers, NaN and infinities left out.")]
    public double? Mean { get; init; }

    /// <summary>The sample standard deviation of a column of numbers, NaN and infinities left out.</summary>
    [Description("The sample standard deviation of a column of numbers, NaN and infinities left out.")]
    public double? StandardDeviation { get; init; }

    /// <summary>Quantiles of a column of numbers.</summary>
    [Description("Quantiles of a column of numbers, interpolated; see isExact.")]
    public IReadOnlyList<Quantile>? Quantiles { get; init; }

    /// <summary>The most frequent values.</summary>
    [Description("The most frequent values.")]
    public required IReadOnlyList<ValueCount> TopValues { get; init; }

    /// <summary>How the numbers of a column are spread, in bins of equal width.</summary>
    [Description("How the numbers of a column are spread, in bins of equal width.")]
    public IReadOnlyList<HistogramBin>? Histogram { get; init; }
}
