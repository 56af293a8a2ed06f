using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace WorkerGrains.Grains.Storage.Sqlite;

/// <summary>Reads records, several at once, beside the writer.</summary>
/// <remarks>Thread-safe. Connections are opened when they are first needed and kept.</remarks>
internal sealed class SqliteReaders(SqliteFile file, int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);
    private readonly ConcurrentBag<SqliteConnection> _connections = [];

    /// <summary>Reads one record, or <see langword="null"/> when there is none.</summary>
    /// <exception cref="StateException">It cannot be read.</exception>
    public async Task<(byte[] Data, string ETag)?> ReadAsync(string grain, string name)
    {
        await _free.WaitAsync();
        try
        {
            // SQLite has no asynchronous reads; a grain's turn is not to wait for the disk.
            return await Task.Run(() => Read(grain, name));
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }

        _free.Dispose();
    }

    private (byte[] Data, string ETag)? Read(string grain, string name)
    {
        var connection = _connections.TryTake(out var open) ? open : file.OpenReader();
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT data, etag FROM state WHERE grain = $grain AND name = $name";
            command.Parameters.AddWithValue("$grain", grain);
            command.Parameters.AddWithValue("$name", name);
            using var row = command.ExecuteReader();
            return row.Read() ? (row.GetFieldValue<byte[]>(0), row.GetString(1)) : null;
        }
        catch (SqliteException exception)
        {
            throw SqliteFailures.Explain(exception);
        }
        finally
        {
            _connections.Add(connection);
        }
    }
}
