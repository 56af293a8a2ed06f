using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DuckDB.NET.Data;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo;

/// <summary>Real tables through the gateway, with DuckDB itself over the same files and the same SELECT as the judge.</summary>
public sealed class TableComparisonTests(SharedSilo silo) : IClassFixture<SharedSilo>, IDisposable
{
    /// <summary>Rows as they are; and what depends on every value of all of them.</summary>
    private static readonly string[] s_selects = ["SELECT * FROM data LIMIT 100", "SELECT count(*) AS n, count(DISTINCT data) AS rows, min(hash(data)) AS low, max(hash(data)) AS high FROM data"];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Http_Select_AnswersTheValuesAndTypesThatDuckDbDoes()
    {
        var compared = 0;
        foreach (var file in Tables())
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            foreach (var sql in s_selects)
            {
                using var connection = Open(file);
                var answer = await GatewayAnswer.OfAsync(silo.Http, TableCapabilities.Query, GatewayAnswer.Raw(bytes), "sql=" + Uri.EscapeDataString(sql));
                Assert.True(answer.Output is not null, $"{Path.GetFileName(file)}: {answer.Code}");
                AssertSame(connection, sql, answer.Output.Value, Path.GetFileName(file));
            }

            compared++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{compared} tables compared.");
        Assert.InRange(compared, 20, 100);
    }

    /// <summary>The shared files that DuckDB reads, and some of them in the formats that no shared file is in.</summary>
    private IEnumerable<string> Tables()
    {
        var csv = Directory.GetFiles(SharedFiles.PathOrSkip("data", "tables", "csv")).Order(StringComparer.Ordinal).ToList();
        foreach (var (file, extension, options) in (IEnumerable<(string, string, string)>)[(csv[0], "ndjson", "FORMAT json"), (csv[3], "json", "FORMAT json, ARRAY true"), (csv[5], "tsv", "FORMAT csv, DELIMITER '\t'")])
        {
            var path = Path.Combine(_folder.Path, $"table.{extension}");
            using var connection = Open(file);
            Execute(connection, $"COPY data TO '{path}' ({options})");
            yield return path;
        }

        foreach (var file in csv.Concat(Directory.GetFiles(SharedFiles.PathOrSkip("data", "tables", "parquet"))).Where(static file => !file.EndsWith("large_string_map.brotli.parquet", StringComparison.Ordinal)))
        {
            if (IsReadable(file))
            {
                yield return file;
            }
        }
    }

    private static bool IsReadable(string file)
    {
        try
        {
            using var connection = Open(file);
            Execute(connection, "SELECT max(hash(data)) FROM data");
            return true;
        }
        catch (DuckDBException)
        {
            return false;
        }
    }

    private static DuckDBConnection Open(string file)
    {
        var read = Path.GetExtension(file) switch { ".csv" or ".tsv" => "read_csv", ".json" or ".ndjson" => "read_json", _ => "read_parquet" };
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Execute(connection, $"SET TimeZone = 'UTC'; CREATE VIEW data AS FROM {read}('{file}')");
        return connection;
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void AssertSame(DuckDBConnection connection, string sql, JsonElement answer, string file)
    {
        var columns = Columns(connection, sql);
        Assert.Equal(columns, answer.GetProperty("columns").EnumerateArray().Select(static column => (column.GetProperty("name").GetString()!, column.GetProperty("type").GetString()!)));

        // Lists with nulls in them and times before the year 1 are more than DuckDB.NET reads, so DuckDB writes what is nested and times.
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", columns.Select(static column => Written(column.Name, column.Type)))} FROM ({sql})";
        using var reader = command.ExecuteReader();
        var rows = 0;
        foreach (var row in answer.GetProperty("rows").EnumerateArray())
        {
            Assert.True(reader.Read());
            for (var column = 0; column < columns.Count; column++)
            {
                var value = reader.GetValue(column);
                Assert.True(
                    IsNested(columns[column].Type) && value is string json ? JsonElement.DeepEquals(row[column], JsonElement.Parse(json)) : AreSame(row[column], value),
                    $"{file}, row {rows}, {columns[column].Name}: {row[column]} and {value} of {value.GetType()}");
            }

            rows++;
        }

        Assert.False(reader.Read());
        Assert.Equal(rows, answer.GetProperty("rowCount").GetInt32());
    }

    private static List<(string Name, string Type)> Columns(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"DESCRIBE {sql}";
        using var reader = command.ExecuteReader();
        var columns = new List<(string, string)>();
        while (reader.Read())
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
        }

        return columns;
    }

    private static string Written(string name, string type) =>
        IsNested(type) ? $"to_json(\"{name}\")::VARCHAR" : type.StartsWith("TIMESTAMP", StringComparison.Ordinal) ? $"\"{name}\"::VARCHAR" : $"\"{name}\"";

    private static bool IsNested(string type) => type.EndsWith(']') || type.StartsWith("STRUCT", StringComparison.Ordinal) || type.StartsWith("MAP", StringComparison.Ordinal);

    private static bool AreSame(JsonElement json, object? value) => value switch
    {
        null or DBNull => json.ValueKind == JsonValueKind.Null,
        bool truth => json.ValueKind == (truth ? JsonValueKind.True : JsonValueKind.False),
        string text => json.GetString() == text,
        sbyte or short or int or long or byte or ushort or uint or ulong or BigInteger => json.GetRawText() == Convert.ToString(value, CultureInfo.InvariantCulture),
        decimal number => json.GetDecimal() == number,
        float number => float.IsFinite(number) ? (float)json.GetDouble() == number : json.GetString() == NameOf(number),
        double number => double.IsFinite(number) ? json.GetDouble() == number : json.GetString() == NameOf(number),
        DateOnly date => json.GetString() == date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Stream bytes => json.GetString() == InBase64(bytes),
        _ => throw new NotSupportedException($"No table has had a {value.GetType()} so far."),
    };

    private static string NameOf(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";

    private static string InBase64(Stream bytes)
    {
        using var held = new MemoryStream();
        bytes.CopyTo(held);
        return Convert.ToBase64String(held.ToArray());
    }
}
