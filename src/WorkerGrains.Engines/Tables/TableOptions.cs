using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Tables;

/// <summary>What one request may take of the machine, and what tables and answers are taken and given. Configuration section <c>Tables</c>.</summary>
public sealed class TableOptions
{
    /// <summary>The memory that one request may use for its tables and its work, in MiB. More answers larger queries; each lane can take it, and its process about twice as much at worst.</summary>
    [Range(64, 262144)]
    public int MemoryMebibytes { get; set; } = 1024;

    /// <summary>The threads that one request computes on. More finish one large query sooner and slow the requests beside it.</summary>
    [Range(1, 64)]
    public int Threads { get; set; } = 2;

    /// <summary>How long one request may run, with the time that it waits for the reader of its rows. Longer answers harder queries and keeps a lane from others for so long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan MaxTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a query has to stop when it is interrupted before its process is ended. Shorter frees the lane sooner and costs a new process more often.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan InterruptGrace { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The most rows of one table. All but Parquet is held in memory.</summary>
    [Range(1, 1_000_000_000_000)]
    public long MaxRows { get; set; } = 100_000_000;

    /// <summary>The most columns of one table or answer. Each costs memory and time to plan.</summary>
    [Range(1, 100_000)]
    public int MaxColumns { get; set; } = 2000;

    /// <summary>The longest line of a CSV, JSON object or value of an answer, in bytes. Reading needs several times as much for each thread.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxValueBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>The most rows of an answer that is given whole; a stream has as many as there are.</summary>
    [Range(1, 100_000_000)]
    public int MaxResultRows { get; set; } = 1_000_000;

    /// <summary>The most bytes of an answer that is given whole, as it is written. It is held in memory and, with formats that are not text, grows by a third on its way.</summary>
    [Range(1024, 512 * 1024 * 1024)]
    public int MaxResultBytes { get; set; } = 64 * 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class TableOptionsValidator : IValidateOptions<TableOptions>;
