using System.Globalization;
using DuckDB.NET.Data;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Tables.Loading;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tables;

/// <summary>Describes the columns of a table, one after the other.</summary>
internal sealed class Profiler(TableDatabase database, ProfileWork work, string tableName)
{
    /// <summary>Exact distinct counts and quantiles hold all values in memory, so larger tables get estimates.</summary>
    private const long MaxExactRows = 1_000_000;

    private static readonly double[] s_probabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    private readonly string _table = TableDatabase.Name(tableName);
    private long _rows;

    private bool IsExact => _rows <= MaxExactRows;

    public TableAnswer Run()
    {
        var columns = database.Columns(_table);
        if (work.Columns?.FirstOrDefault(name => !columns.Exists(column => column.Name == name)) is { } unknown)
        {
            return TableErrors.UnknownColumn(unknown);
        }

        try
        {
            _rows = database.Count($"SELECT count(*) FROM {_table}");
            var profiles = columns.Where(column => work.Columns?.Contains(column.Name) != false).Select(Profile).ToList();
            return new TableAnswer { Profile = new TableProfile { RowCount = _rows, IsExact = IsExact, Columns = profiles } };
        }
        catch (DuckDBException exception)
        {
            // The statements are this program's own, so only the table can be wrong.
            return DuckDbFailure.KindOf(exception) is "Interrupt" or "Out of Memory" or "INTERNAL" or "FATAL"
                ? DuckDbFailure.Explain(exception, sql: null)
                : TableErrors.UnreadableTable(tableName, TableLoader.NameOf(TableFormat.Parquet));
        }
    }

    private ColumnProfile Profile((string Name, string Type) column)
    {
        var name = TableDatabase.Name(column.Name);
        var isNested = column.Type.EndsWith(']') || column.Type.StartsWith("STRUCT", StringComparison.Ordinal) || column.Type.StartsWith("MAP", StringComparison.Ordinal);
        var distinct = IsExact ? $"count(DISTINCT {name})" : $"approx_count_distinct({name})";
        var range = isNested ? "NULL, NULL" : $"left(min({name})::VARCHAR, 200), left(max({name})::VARCHAR, 200)";
        var profile = database.Query($"SELECT count({name}), {distinct}, {range} FROM {_table}", reader => new ColumnProfile
        {
            Name = column.Name,
            Type = column.Type,
            NullCount = _rows - reader.GetInt64(0),
            DistinctCount = reader.GetInt64(1),
            Min = reader.IsDBNull(2) ? null : reader.GetString(2),
            Max = reader.IsDBNull(3) ? null : reader.GetString(3),
            TopValues = [],
        })[0];

        profile = profile with { TopValues = TopValues(name) };
        return IsNumber(column.Type) ? WithNumbers(profile, name) : profile;
    }

    private List<ValueCount> TopValues(string name) => work.TopValues == 0 ? [] : database.Query(
        $"""
        SELECT left(value::VARCHAR, 200), frequency
        FROM (SELECT {name} AS value, count(*) AS frequency FROM {_table} WHERE {name} IS NOT NULL GROUP BY 1)
        ORDER BY frequency DESC, value LIMIT {work.TopValues}
        """,
        static reader => new ValueCount { Value = reader.GetString(0), Count = reader.GetInt64(1) });

    private ColumnProfile WithNumbers(ColumnProfile profile, string name)
    {
        var numbers = $"(SELECT {name}::DOUBLE AS number FROM {_table} WHERE isfinite({name}::DOUBLE))";
        // Very large numbers overflow the sum of squares; then there is no deviation to give.
        var deviation = "CASE WHEN greatest(abs(min(number)), abs(max(number))) < 1e150 THEN stddev_samp(number) END";
        var quantiles = IsExact ? $"quantile_cont(number, {List(s_probabilities)})" : $"approx_quantile(number, {List(s_probabilities)})";
        var (mean, standardDeviation, low, high, values) = database.Query(
            $"SELECT CASE WHEN greatest(abs(min(number)), abs(max(number))) < 1e290 THEN avg(number) END, {deviation}, min(number), max(number), {quantiles} FROM {numbers}",
            static reader => (Number(reader, 0), Number(reader, 1), Number(reader, 2), Number(reader, 3), reader.IsDBNull(4) ? null : reader.GetFieldValue<List<double>>(4)))[0];
        return profile with
        {
            Mean = mean,
            StandardDeviation = standardDeviation,
            Quantiles = values is null ? null : [.. s_probabilities.Zip(values, static (probability, value) => new Quantile { Probability = probability, Value = value })],
            Histogram = low is { } from && high is { } to && work.Bins > 0 ? Histogram(numbers, from, to) : null,
        };
    }

    private List<HistogramBin> Histogram(string numbers, double from, double to)
    {
        var width = (to / work.Bins) - (from / work.Bins);
        if (width <= 0 || !double.IsFinite(width))
        {
            return [new HistogramBin { From = from, To = to, Count = database.Count($"SELECT count(*) FROM {numbers}") }];
        }

        var counts = database.Query(
            $"SELECT least(floor((number - {Literal(from)}) / {Literal(width)}), {work.Bins - 1})::INTEGER AS bin, count(*) FROM {numbers} GROUP BY bin",
            static reader => (Bin: reader.GetInt32(0), Count: reader.GetInt64(1))).ToDictionary(static bin => bin.Bin, static bin => bin.Count);
        return [.. Enumerable.Range(0, work.Bins).Select(bin => new HistogramBin
        {
            From = from + (bin * width),
            To = bin == work.Bins - 1 ? to : from + ((bin + 1) * width),
            Count = counts.GetValueOrDefault(bin),
        })];
    }

    private static bool IsNumber(string type) =>
        type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" or "FLOAT" or "DOUBLE"
        || type.StartsWith("DECIMAL(", StringComparison.Ordinal);

    private static double? Number(DuckDBDataReader reader, int column) =>
        reader.IsDBNull(column) || !double.IsFinite(reader.GetDouble(column)) ? null : reader.GetDouble(column);

    private static string List(double[] values) => $"[{string.Join(", ", values.Select(Literal))}]";

    private static string Literal(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "::DOUBLE";
}
