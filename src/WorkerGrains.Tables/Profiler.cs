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
        var (low, high) = database.Query($"SELECT min(number), max(number) FROM {numbers}", static reader => (Number(reader, 0), Number(reader, 1)))[0];
        if (low is not { } from || high is not { } to)
        {
            return profile;
        }

        // Sums, squares and interpolations of very large numbers run out of the range of DOUBLE; then there are none to give.
        var size = Math.Max(Math.Abs(from), Math.Abs(to));
        var quantile = IsExact ? size < 1e290 ? "quantile_cont" : "quantile_disc" : "approx_quantile";
        return database.Query(
            $"SELECT {(size < 1e290 ? "avg(number)" : "NULL::DOUBLE")}, {(size < 1e140 ? "stddev_samp(number)" : "NULL::DOUBLE")}, {quantile}(number, {List(s_probabilities)}) FROM {numbers}",
            reader => profile with
            {
                Mean = Number(reader, 0),
                StandardDeviation = Number(reader, 1),
                Quantiles = [.. s_probabilities.Zip(reader.GetFieldValue<List<double>>(2), static (probability, value) => new Quantile { Probability = probability, Value = value })],
                Histogram = work.Bins > 0 ? Histogram(numbers, from, to) : null,
            })[0];
    }

    private List<HistogramBin> Histogram(string numbers, double from, double to)
    {
        var width = (to / work.Bins) - (from / work.Bins);
        if (width <= 0 || !double.IsFinite(from / width) || !double.IsFinite(to / width))
        {
            return [new HistogramBin { From = from, To = to, Count = database.Count($"SELECT count(*) FROM {numbers}") }];
        }

        var counts = database.Query(
            $"SELECT least(greatest(floor((number / {Literal(width)}) - {Literal(from / width)}), 0), {work.Bins - 1})::INTEGER AS bin, count(*) FROM {numbers} GROUP BY bin",
            static reader => (Bin: reader.GetInt32(0), Count: reader.GetInt64(1))).ToDictionary(static bin => bin.Bin, static bin => bin.Count);
        return [.. Enumerable.Range(0, work.Bins).Select(bin => new HistogramBin
        {
            From = Edge(bin),
            To = Edge(bin + 1),
            Count = counts.GetValueOrDefault(bin),
        })];

        // Two parts that cannot run out of range where their sum of products could.
        double Edge(int bin)
        {
            var share = (double)bin / work.Bins;
            return (from * (1 - share)) + (to * share);
        }
    }

    /// <summary>Whether a type is one of numbers.</summary>
    public static bool IsNumber(string type) =>
        type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" or "FLOAT" or "DOUBLE"
        || type.StartsWith("DECIMAL(", StringComparison.Ordinal);

    private static double? Number(DuckDBDataReader reader, int column) =>
        reader.IsDBNull(column) || !double.IsFinite(reader.GetDouble(column)) ? null : reader.GetDouble(column);

    private static string List(double[] values) => $"[{string.Join(", ", values.Select(static value => value.ToString(CultureInfo.InvariantCulture)))}]";

    private static string Literal(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "::DOUBLE";
}
