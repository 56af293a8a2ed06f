using Microsoft.Data.Sqlite;

namespace WorkerGrains.Grains.Storage.Sqlite;

/// <summary>The statements of the writer, prepared once.</summary>
internal sealed class SqliteStatements : IDisposable
{
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _find;

    public SqliteStatements(SqliteConnection connection)
    {
        _begin = Create(connection, "BEGIN IMMEDIATE");
        _commit = Create(connection, "COMMIT");
        _rollback = Create(connection, "ROLLBACK");
        _insert = Create(connection, "INSERT INTO state (grain, name, etag, data) VALUES ($grain, $name, $etag, $data) ON CONFLICT DO NOTHING", "$grain", "$name", "$etag", "$data");
        _update = Create(connection, "UPDATE state SET etag = $etag, data = $data WHERE grain = $grain AND name = $name AND etag = $known", "$grain", "$name", "$etag", "$data", "$known");
        _delete = Create(connection, "DELETE FROM state WHERE grain = $grain AND name = $name AND etag = $known", "$grain", "$name", "$known");
        _find = Create(connection, "SELECT 1 FROM state WHERE grain = $grain AND name = $name", "$grain", "$name");
    }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    /// <summary>Undoes the transaction, unless SQLite has done so itself.</summary>
    public void Rollback()
    {
        try
        {
            _rollback.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // No transaction is open: the error that led here ended it.
        }
    }

    /// <summary>Writes or removes one record, and says whether what was stored was what its writer knew.</summary>
    public bool Apply(SqliteWrite write) => (write.Data, write.Known) switch
    {
        (null, null) => Run(_find, write).ExecuteScalar() is null,
        (null, _) => Run(_delete, write).ExecuteNonQuery() == 1,
        (_, null) => Run(_insert, write).ExecuteNonQuery() == 1,
        _ => Run(_update, write).ExecuteNonQuery() == 1,
    };

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_begin, _commit, _rollback, _insert, _update, _delete, _find])
        {
            command.Dispose();
        }
    }

    private static SqliteCommand Create(SqliteConnection connection, string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    private static SqliteCommand Run(SqliteCommand command, SqliteWrite write)
    {
        foreach (SqliteParameter parameter in command.Parameters)
        {
            parameter.Value = parameter.ParameterName switch
            {
                "$grain" => write.Grain,
                "$name" => write.Name,
                "$etag" => write.ETag,
                "$known" => write.Known,
                _ => write.Data!.Value.ToArray(),
            };
        }

        return command;
    }
}
