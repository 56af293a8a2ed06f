using System.Globalization;
using Microsoft.Data.Sqlite;

namespace WorkerGrains.Grains.Storage.Sqlite;

/// <summary>The file in which state lies: one table, a row a record.</summary>
/// <remarks>
/// In write-ahead mode, so that readers never wait for the writer and several silos of one machine can share it: https://www.sqlite.org/wal.html.
/// </remarks>
internal sealed class SqliteFile(SqliteStateOptions options, string contentRoot)
{
    /// <summary>The form of the tables. A file of a newer one is refused, so that an older program does not spoil it.</summary>
    private const int Form = 1;

    private const int Mebibyte = 1024 * 1024;

    private readonly string _folder = Path.GetFullPath(options.Path, contentRoot);

    /// <summary>Opens the file for its writer, made when there is none.</summary>
    /// <exception cref="StateException">It cannot be used; the message says what to do.</exception>
    public SqliteConnection OpenWriter()
    {
        SqliteConnection? connection = null;
        try
        {
            Directory.CreateDirectory(_folder);
            connection = Open(SqliteOpenMode.ReadWriteCreate);
            SwitchToWriteAhead(connection);
            Execute(connection, options.Durability == SqliteDurability.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            if (options.MaxFileMebibytes is { } mebibytes)
            {
                var pageSize = Convert.ToInt64(Execute(connection, "PRAGMA page_size"), CultureInfo.InvariantCulture);
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {mebibytes * (long)Mebibyte / pageSize}"));
            }

            Prepare(connection);
            return connection;
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException or StateException)
        {
            connection?.Dispose();
            throw SqliteFailures.Explain(exception);
        }
    }

    /// <summary>Opens the file, which a writer has opened before, for a reader.</summary>
    /// <exception cref="StateException">It cannot be used; the message says what to do.</exception>
    public SqliteConnection OpenReader()
    {
        try
        {
            // Read-write, because a reader may have to make the file of shared memory that write-ahead mode needs.
            var connection = Open(SqliteOpenMode.ReadWrite);
            Execute(connection, "PRAGMA query_only = ON");
            return connection;
        }
        catch (SqliteException exception)
        {
            throw SqliteFailures.Explain(exception);
        }
    }

    public static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(_folder, $"{options.FileName ?? "state"}.db"),
            Mode = mode,
            Pooling = false,

            // SQLite waits for locks by itself, in finer steps than the provider, which only sees that the time is up.
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(int)options.LockTimeout.TotalMilliseconds}"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void SwitchToWriteAhead(SqliteConnection connection)
    {
        if (Execute(connection, "PRAGMA journal_mode = WAL") is not "wal")
        {
            throw new StateException(StateFailure.Unavailable, "The disk of State:Sqlite:Path cannot hold a state file in write-ahead mode. Name a folder on a disk of this machine.");
        }
    }

    private static void Prepare(SqliteConnection connection)
    {
        // Takes the write lock even when there is nothing to make: a silo that could not write is not to start.
        Execute(connection, "BEGIN IMMEDIATE");
        switch (Convert.ToInt64(Execute(connection, "PRAGMA user_version"), CultureInfo.InvariantCulture))
        {
            case 0:
                Execute(connection, "CREATE TABLE state (grain TEXT NOT NULL, name TEXT NOT NULL, etag TEXT NOT NULL, data BLOB NOT NULL, UNIQUE (grain, name))");
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Form}"));
                break;
            case Form:
                Execute(connection, "SELECT etag FROM state LIMIT 1");
                break;
            default:
                throw new StateException(StateFailure.Unavailable, "The state file was written by a newer version of this program. Start that version, or name another folder with --State:Sqlite:Path=.");
        }

        Execute(connection, "COMMIT");
    }
}
