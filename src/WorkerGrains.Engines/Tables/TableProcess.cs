using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Programs;
using WorkerGrains.Tables;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Engines.Tables;

/// <summary>A process in which DuckDB runs one request at a time.</summary>
/// <remarks>
/// DuckDB is native code that parses what strangers send: some JSON overflows its stack, some functions take gigabytes that it does not
/// count. Here that ends a process with limits of its own and nothing else. Used by one thread at a time.
/// </remarks>
internal sealed class TableProcess : IDisposable
{
    private readonly Process _process;
    private readonly TableOptions _options;
    private readonly TimeProvider _time;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly object _writing = new();
    private int _id;

    public TableProcess(TableOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _process = Process.Start(StartInfo(options)) ?? throw new InvalidOperationException("The process did not start.");
        _input = _process.StandardInput.BaseStream;
        _output = _process.StandardOutput.BaseStream;
        // Whatever it says when it crashes may quote the request.
        _process.BeginErrorReadLine();
    }

    /// <summary>Whether it can take another request.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Whether it still runs.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Runs one request.</summary>
    /// <param name="work">The request.</param>
    /// <param name="contents">Its tables.</param>
    /// <param name="rows">Takes the rows of an answer while it is under way, or refuses to take any more; <see langword="null"/> where the answer comes whole.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public (TableAnswer Answer, byte[] Body) Run(TableWork work, IReadOnlyList<ReadOnlyMemory<byte>> contents, RowTaker? rows, CancellationToken cancellationToken)
    {
        _id++;
        using var limit = new CancellationTokenSource(_options.MaxTime, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var kill = _time.CreateTimer(static process => ((TableProcess)process!).Kill(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        WorkError? refusal = null;
        (TableAnswer Answer, byte[] Body)? answer;
        try
        {
            answer = Exchange(work, contents, kill, Take, stop.Token);
        }
        catch
        {
            // Whoever took the rows failed, and the query may go on.
            IsUsable = false;
            throw;
        }

        if (answer is null)
        {
            IsUsable = false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (refusal is not null)
        {
            return (refusal, []);
        }

        if (answer is not { } given)
        {
            return (limit.IsCancellationRequested ? TableErrors.Timeout(_options.MaxTime) : TableErrors.ProcessEnded, []);
        }

        return given.Answer.Error?.Code == WorkErrorCode.Canceled ? (TableErrors.Timeout(_options.MaxTime), []) : given;

        // What is still on its way when nobody takes it any more is read all the same: the process waits for its place in the pipe.
        void Take(byte[] lines)
        {
            if (rows is null || stop.IsCancellationRequested)
            {
                return;
            }

            try
            {
                refusal = rows(lines, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            if (refusal is not null)
            {
                stop.Cancel();
            }
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private (TableAnswer Answer, byte[] Body)? Exchange(TableWork work, IReadOnlyList<ReadOnlyMemory<byte>> contents, ITimer kill, Action<byte[]> takeRows, CancellationToken stop)
    {
        using var registration = stop.UnsafeRegister(_ => Stop(kill), null);
        try
        {
            lock (_writing)
            {
                TableFrames.Write(_input, TableFrames.Work, _id, work);
                foreach (var content in contents)
                {
                    _input.Write(content.Span);
                }

                _input.Flush();
            }

            // A stop that came while the request was being written could not be sent then.
            if (stop.IsCancellationRequested)
            {
                Stop(kill);
            }

            return ReadAnswer(takeRows);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private (TableAnswer, byte[])? ReadAnswer(Action<byte[]> takeRows)
    {
        var frame = TableFrames.Read(_output);
        for (; frame is (TableFrames.Rows, var number, var lines) && number == _id; frame = TableFrames.Read(_output))
        {
            takeRows(lines);
        }

        if (frame is not (TableFrames.Answer, var id, var record) || id != _id)
        {
            return null;
        }

        // The process may have been made to say anything.
        if (JsonSerializer.Deserialize<TableAnswer>(record, ContractJson.Options) is not { } answer || answer.BodyLength is < 0 || answer.BodyLength > _options.MaxResultBytes)
        {
            return null;
        }

        if (answer.Error?.Reason == TableErrors.Crashed)
        {
            IsUsable = false;
        }

        var body = new byte[answer.BodyLength];
        return _output.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) == body.Length ? (answer, body) : null;
    }

    private void Stop(ITimer kill)
    {
        kill.Change(_options.InterruptGrace, Timeout.InfiniteTimeSpan);
        if (!Monitor.TryEnter(_writing))
        {
            return;
        }

        try
        {
            TableFrames.Write(_input, TableFrames.Cancel, _id, record: null);
        }
        catch (IOException)
        {
            // It is gone already; who reads the answer sees that.
        }
        finally
        {
            Monitor.Exit(_writing);
        }
    }

    private void Kill()
    {
        IsUsable = false;
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private static ProcessStartInfo StartInfo(TableOptions options)
    {
        const long Mebibyte = 1024 * 1024;
        var memory = ((2L * options.MemoryMebibytes) + 512) * Mebibyte;
        var file = Math.Max(2048 * Mebibyte, 2L * options.MaxResultBytes);
        var info = DotNetProgram.StartInfo(typeof(TableWork).Assembly.Location, memory.ToString(CultureInfo.InvariantCulture), file.ToString(CultureInfo.InvariantCulture));
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.Environment["DOTNET_TieredPGO"] = "0";
        return info;
    }
}
