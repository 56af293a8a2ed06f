using DuckDB.NET.Data;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables.Loading;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tables;

/// <summary>One request: opens a database, loads the tables, answers, closes it.</summary>
/// <param name="work">The request.</param>
/// <param name="files">Its tables.</param>
/// <param name="send">Sends rows of an answer that is still under way.</param>
internal sealed class TableRun(TableWork work, IReadOnlyList<PrivateFile> files, Action<ReadOnlySpan<byte>> send) : IDisposable
{
    private readonly ManualResetEventSlim _done = new();
    private readonly PrivateFile _result = new();
    private TableDatabase? _database;
    private volatile bool _isCanceled;

    /// <summary>Stops the run, and returns when it has stopped.</summary>
    /// <remarks>An interrupt is lost between two statements, so it is repeated.</remarks>
    public void Cancel()
    {
        _isCanceled = true;
        do
        {
            Volatile.Read(ref _database)?.Interrupt();
        }
        while (!_done.Wait(TimeSpan.FromMilliseconds(20)));
    }

    public TableAnswer Run()
    {
        try
        {
            var answer = Answer();
            return _isCanceled ? TableErrors.Canceled : answer;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or DuckDBException)
        {
            return _isCanceled ? TableErrors.Canceled : DuckDbFailure.Explain(exception, sql: null);
        }
        catch (OperationCanceledException) when (_isCanceled)
        {
            // What an interrupt becomes while rows are read.
            return TableErrors.Canceled;
        }
        finally
        {
            _done.Set();
        }
    }

    public void Dispose()
    {
        _result.Dispose();
        foreach (var file in files)
        {
            file.Dispose();
        }
    }

    private TableAnswer Answer()
    {
        using var database = new TableDatabase(work.Limits, [.. files.Select(static file => file.Path), _result.Path]);
        Volatile.Write(ref _database, database);
        try
        {
            return Load(database) is { } error ? error
                : work.Query is { } query ? new QueryRunner(database, work.Limits, query, _result, work.Files, send).Run()
                : work.Rows is { } rows ? new RowReader(database, work.Limits, rows, _result, work.Files[0].Name).Run()
                : new Profiler(database, work.Profile!, work.Files[0].Name).Run();
        }
        finally
        {
            Volatile.Write(ref _database, null);
        }
    }

    private WorkError? Load(TableDatabase database)
    {
        var loader = new TableLoader(database, work.Limits, showsTypes: work.Rows is null);
        for (var index = 0; index < files.Count; index++)
        {
            if (loader.Load(work.Files[index], files[index]) is { } error)
            {
                return error;
            }

            if (_isCanceled)
            {
                return TableErrors.Canceled;
            }
        }

        return null;
    }
}
