using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Engines.Tables;

/// <summary>The processes that work on tables: kept warm between requests, replaced when they end.</summary>
/// <remarks>Thread-safe. There are never more processes than lanes that use them.</remarks>
internal sealed partial class TableProcessPool(IOptions<TableOptions> options, TimeProvider time, ILogger<TableProcessPool> logger) : IDisposable
{
    private readonly ConcurrentBag<TableProcess> _idle = [];
    private readonly Lock _warmUp = new();
    private volatile bool _isDisposed;

    /// <summary>What every request may take and give.</summary>
    public TableLimits Limits { get; } = new()
    {
        MemoryBytes = options.Value.MemoryMebibytes * 1024L * 1024,
        Threads = options.Value.Threads,
        MaxRows = options.Value.MaxRows,
        MaxColumns = options.Value.MaxColumns,
        MaxValueBytes = options.Value.MaxValueBytes,
        MaxResultRows = options.Value.MaxResultRows,
        MaxResultBytes = options.Value.MaxResultBytes,
    };

    /// <summary>Starts a process and has it answer something, so that the first request finds one that has.</summary>
    public Readiness WarmUp(CancellationToken cancellationToken)
    {
        // One after the other, so that engines which start together warm up one process and not one each.
        lock (_warmUp)
        {
            return Try(cancellationToken);
        }
    }

    private Readiness Try(CancellationToken cancellationToken)
    {
        try
        {
            var (answer, _) = Run(new TableWork { Limits = Limits, Files = [], Query = new QueryWork { Sql = "SELECT 1", Format = TableResultFormat.Csv } }, [], cancellationToken);
            return answer.Error is null ? Readiness.Ready : NotReady();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return NotReady();
        }
    }

    /// <summary>Runs one request in a process that has nothing else to do.</summary>
    public (TableAnswer Answer, byte[] Body) Run(TableWork work, IReadOnlyList<ReadOnlyMemory<byte>> contents, CancellationToken cancellationToken) =>
        Run(work, contents, rows: null, cancellationToken);

    /// <summary>Runs one request and has its rows taken as they come.</summary>
    public (TableAnswer Answer, byte[] Body) Run(TableWork work, IReadOnlyList<ReadOnlyMemory<byte>> contents, RowTaker? rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var process = Take();
        try
        {
            return process.Run(work, contents, rows, cancellationToken);
        }
        finally
        {
            Return(process);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out var process))
        {
            process.Dispose();
        }
    }

    private TableProcess Take()
    {
        while (_idle.TryTake(out var process))
        {
            if (process.IsAlive)
            {
                return process;
            }

            process.Dispose();
        }

        return new TableProcess(options.Value, time);
    }

    private void Return(TableProcess process)
    {
        if (process.IsUsable && !_isDisposed)
        {
            _idle.Add(process);
            return;
        }

        process.Dispose();
        LogEnded();
    }

    private static Readiness NotReady() =>
        Readiness.NotReady("The process for tables does not start or DuckDB does not load in it.", $"See that {typeof(TableWork).Assembly.GetName().Name}.dll and DuckDB's library lie beside the program.");

    [LoggerMessage(LogLevel.Information, "A process for tables ended with its request; the next request starts another.")]
    private partial void LogEnded();
}
