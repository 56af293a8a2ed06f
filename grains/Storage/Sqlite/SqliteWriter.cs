using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace WorkerGrains.Grains.Storage.Sqlite;

/// <summary>Writes records on a thread of its own, all that wait in one commit: the disk is asked once for many.</summary>
/// <remarks>Thread-safe. A write is acknowledged after its commit, never before. Disposing of it writes what waits.</remarks>
internal sealed partial class SqliteWriter : IDisposable
{
    private const long Mebibyte = 1024 * 1024;

    private readonly SqliteStateOptions _options;
    private readonly StateInstruments _instruments;
    private readonly ILogger<SqliteWriter> _logger;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;
    private readonly Channel<SqliteWrite> _queue;
    private readonly Thread _thread;
    private long _queuedBytes;

    public SqliteWriter(SqliteFile file, SqliteStateOptions options, StateInstruments instruments, ILogger<SqliteWriter> logger)
    {
        (_options, _instruments, _logger) = (options, instruments, logger);
        _connection = file.OpenWriter();
        _statements = new SqliteStatements(_connection);
        _queue = Channel.CreateBounded<SqliteWrite>(new BoundedChannelOptions(options.MaxQueueLength) { SingleReader = true });
        _thread = new Thread(Run) { IsBackground = true, Name = "state writer" };
        _thread.Start();
    }

    /// <summary>Writes or removes one record. Returns whether what was stored was what its writer knew; if not, nothing changed.</summary>
    /// <exception cref="StateException">It could not be written, and is not.</exception>
    public Task<bool> WriteAsync(SqliteWrite write)
    {
        if (write.Size > _options.MaxRecordMebibytes * Mebibyte)
        {
            return Task.FromException<bool>(new StateException(StateFailure.TooLarge, "A record is larger than State:Sqlite:MaxRecordMebibytes allows."));
        }

        if (Interlocked.Add(ref _queuedBytes, write.Size) > _options.MaxQueuedMebibytes * Mebibyte || !_queue.Writer.TryWrite(write))
        {
            Interlocked.Add(ref _queuedBytes, -write.Size);
            return Task.FromException<bool>(_queue.Reader.Completion.IsCompleted
                ? new StateException(StateFailure.Unavailable, "The silo is stopping.")
                : new StateException(StateFailure.Overloaded, "Too much waits to be written. A faster disk, or State:Sqlite:MaxQueueLength, takes more."));
        }

        return write.Done;
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
        _statements.Dispose();
        _connection.Dispose();
    }

    private void Run()
    {
        var batch = new List<SqliteWrite>(_options.MaxBatchSize);

        // The thread is the writer's own, so it may block.
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < _options.MaxBatchSize && _queue.Reader.TryRead(out var write))
            {
                batch.Add(write);
            }

            Commit(batch);
            Interlocked.Add(ref _queuedBytes, -batch.Sum(static write => (long)write.Size));
            batch.Clear();
        }
    }

    private void Commit(List<SqliteWrite> batch)
    {
        try
        {
            _statements.Begin();
            var written = batch.ConvertAll(_statements.Apply);
            _statements.Commit();
            _instruments.Committed(batch.Count);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Complete(written[i]);
            }
        }
        catch (Exception exception)
        {
            _statements.Rollback();
            Fail(batch, SqliteFailures.Explain(exception));
        }
    }

    /// <summary>Lets no record fail because of another: where one may have been the reason, each gets a commit of its own.</summary>
    private void Fail(List<SqliteWrite> batch, StateException exception)
    {
        if (batch.Count > 1 && exception.Failure is StateFailure.Full or StateFailure.TooLarge)
        {
            batch.ForEach(write => Commit([write]));
            return;
        }

        LogFailed(batch.Count, exception.Failure, exception.Message);
        batch.ForEach(write => write.Fail(exception));
    }

    [LoggerMessage(LogLevel.Error, "{Count} records of state could not be written ({Failure}). {Remedy}")]
    private partial void LogFailed(int count, StateFailure failure, string remedy);
}
