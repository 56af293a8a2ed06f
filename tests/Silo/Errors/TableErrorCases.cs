using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using DuckDB.NET.Data;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>What tables and SQL are refused for.</summary>
internal static class TableErrorCases
{
    private static readonly Capability s_query = TableCapabilities.Query;

    public static IReadOnlyList<ErrorCase> All { get; } =
    [
        .. OfTables(s_query, "sql=FROM%20data"),
        .. OfTables(TableCapabilities.Profile, ""),
        new(s_query, "table.name_taken", """{ "sql": "SELECT 1", "tables": [{ "name": "x", "text": "a\n1\n" }, { "name": "X", "text": "a\n1\n" }] }"""),
        Of("table.sql_invalid", "SELEC 1"),
        Of("table.sql_not_allowed", "SELECT * FROM read_text('/etc/hostname')"),
        Of("table.sql_failed", "SELECT b::INTEGER FROM data"),
        Of("table.result_too_large", "FROM range(11)"),
        Of("table.out_of_memory", "SELECT len(range(2000000000))"),
        Of("table.timed_out", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT (i + 1) % 10 FROM n) SELECT count(*) FROM n"),
        Of("table.crashed", "SELECT json_transform('1', repeat('[', 1000000) || '\"INTEGER\"' || repeat(']', 1000000))"),
        new(TableCapabilities.Profile, "table.column_unknown", """{ "table": { "text": "a\n1\n" }, "columns": ["b"] }"""),
        new(TableCapabilities.Profile, "table.out_of_memory", LargeValue),
        new(TableCapabilities.Profile, "table.timed_out", static () => Csv("a,b\n1,x\n")) { Before = TableTrouble.HangAsync },
        new(TableCapabilities.Profile, "table.crashed", static () => Csv("a,b\n1,x\n")) { Before = TableTrouble.KillAsync },
    ];

    /// <summary>What is wrong with tables as such, whatever is to be done with them.</summary>
    public static IEnumerable<ErrorCase> OfTables(Capability capability, string query) =>
    [
        new(capability, "table.unreadable", static () => GatewayAnswer.Raw("PAR1 and then nothing of the kind PAR1"u8.ToArray(), "application/vnd.apache.parquet")) { Query = query },
        new(capability, "table.format_unknown", static () => GatewayAnswer.Raw([0, 1, 2])) { Query = query },
        new(capability, "table.type_unsupported", Union) { Query = query },
        new(capability, "table.too_large", static () => Csv("a,b,c,d,e,f\n1,2,3,4,5,6\n")) { Query = query },
    ];

    public static HttpContent Csv(string text) => GatewayAnswer.Raw(System.Text.Encoding.UTF8.GetBytes(text), "text/csv");

    /// <summary>A few kilobytes of Parquet that hold one value of hundreds of megabytes.</summary>
    public static HttpContent LargeValue()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "large.parquet");
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY (SELECT repeat('1', 200000000) AS a, 2 AS b, 3 AS c) TO '{path}' (FORMAT parquet, COMPRESSION zstd)";
        command.ExecuteNonQuery();
        return GatewayAnswer.Raw(File.ReadAllBytes(path), "application/vnd.apache.parquet");
    }

    private static HttpContent Union()
    {
        var union = new SparseUnionArray(
            new UnionType([new Field("i", Int32Type.Default, nullable: true)], [0], UnionMode.Sparse), 1, [new Int32Array.Builder().Append(1).Build()], new ArrowBuffer.Builder<byte>().Append(0).Build());
        var schema = new Schema([new Field("a", union.Data.DataType, nullable: true)], null);
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(new RecordBatch(schema, [union], 1));
            writer.WriteEnd();
        }

        return GatewayAnswer.Raw(stream.ToArray(), "application/vnd.apache.arrow.stream");
    }

    private static ErrorCase Of(string code, string sql) => new(s_query, code, JsonSerializer.Serialize(new { sql, tables = new[] { new { name = "data", text = "a,b\n1,x\n" } } }));
}
