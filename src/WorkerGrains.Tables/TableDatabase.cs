using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tables;

/// <summary>A database in memory that lives as long as one request, locked before anything of the request reaches it.</summary>
/// <remarks>It can open the files it is given and no others: no directories, addresses, extensions or other databases, and no setting can be changed.</remarks>
internal sealed class TableDatabase : IDisposable
{
    /// <summary>The schema of what is made here, apart from the tables of the request.</summary>
    public const string OwnSchema = "answering";

    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public TableDatabase(TableLimits limits, IReadOnlyList<string> files)
    {
        _connection.Open();

        // Rows that wait for their reader are counted without their texts, so that the usual buffer can hold a hundred times what it says.
        Execute(string.Create(CultureInfo.InvariantCulture, $"""
            SET threads = {limits.Threads};
            SET memory_limit = '{limits.MemoryBytes}B';
            SET temp_directory = '';
            SET streaming_buffer_size = '16KB';
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            SET allow_community_extensions = false;
            SET allow_persistent_secrets = false;
            SET enable_progress_bar = false;
            SET errors_as_json = true;
            SET TimeZone = 'UTC';
            SET allowed_paths = [{string.Join(", ", files.Select(Text))}];
            SET enable_external_access = false;
            SET lock_configuration = true;
            CREATE SCHEMA {OwnSchema};
            """));
    }

    public DuckDBNativeConnection Native => _connection.NativeConnection;

    /// <summary>A text as an SQL literal.</summary>
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A name as an SQL identifier.</summary>
    public static string Name(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Stops the statement that runs, if one does. Thread-safe.</summary>
    public void Interrupt() => NativeMethods.Startup.DuckDBInterrupt(_connection.NativeConnection);

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a query of this program's own, with a small answer.</summary>
    public List<T> Query<T>(string sql, Func<DuckDBDataReader, T> read)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The texts that a query answers with, each <see langword="null"/> when it is null, read while the query runs.</summary>
    /// <remarks>Nothing else can run until they have been read, or their reading given up.</remarks>
    public IEnumerable<string?> Texts(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader.IsDBNull(0) ? null : reader.GetString(0);
        }
    }

    /// <summary>The BIGINT that a query answers with, 0 when it is null.</summary>
    public long Count(string sql) => Query(sql, static reader => reader.IsDBNull(0) ? 0 : reader.GetInt64(0))[0];

    public List<(string Name, string Type)> Columns(string relation) =>
        Query($"SELECT column_name, column_type FROM (DESCRIBE {relation})", static reader => (reader.GetString(0), reader.GetString(1)));

    /// <summary>The bytes of the longest text or blob in a relation.</summary>
    public long LongestValue(string relation, List<(string Name, string Type)> columns)
    {
        var lengths = columns.Where(static column => column.Type is "VARCHAR" or "BLOB" or "JSON")
            .Select(static column => $"max({(column.Type == "BLOB" ? "octet_length" : "strlen")}({Name(column.Name)}))").ToList();
        return lengths.Count == 0 ? 0 : Count($"SELECT greatest({string.Join(", ", lengths)}, 0) FROM {relation}");
    }

    public void Dispose() => _connection.Dispose();
}
