using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Grains.Storage.Sqlite;

/// <summary>Where and how state is kept in a file of this machine. Configuration section <c>State:Sqlite</c>.</summary>
public sealed class SqliteStateOptions
{
    /// <summary>The folder of the file, relative to the program when not absolute. On a disk of this machine: network file systems lock unreliably.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Path { get; set; } = "data";

    /// <summary>The name of the file without its extension; silos of one cluster on one machine share it. The cluster's id when left out.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", ErrorMessage = "State:Sqlite:FileName is 1 to 64 letters, digits, dots, hyphens and underscores.")]
    public string? FileName { get; set; }

    /// <summary>What an acknowledged write survives. <see cref="SqliteDurability.Full"/> is safe; <see cref="SqliteDurability.Normal"/> is faster and may lose the last writes in a power cut.</summary>
    [EnumDataType(typeof(SqliteDurability))]
    public SqliteDurability Durability { get; set; } = SqliteDurability.Full;

    /// <summary>The most writes that wait. More ride out longer bursts; beyond it writes are refused.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueueLength { get; set; } = 4096;

    /// <summary>The most mebibytes that wait to be written. More ride out bursts of large records and take that much memory.</summary>
    [Range(1, 65536)]
    public int MaxQueuedMebibytes { get; set; } = 128;

    /// <summary>The most writes of one commit. More raise throughput under load; fewer bound how long the first of them waits for the others.</summary>
    [Range(1, 100_000)]
    public int MaxBatchSize { get; set; } = 256;

    /// <summary>The largest record, in mebibytes. Larger ones hold up the writes behind them longer.</summary>
    [Range(1, 512)]
    public int MaxRecordMebibytes { get; set; } = 16;

    /// <summary>The most mebibytes of the file; left out, only the disk bounds it. A bound leaves room on the disk for what else needs it.</summary>
    [Range(1, 16_777_216)]
    public int? MaxFileMebibytes { get; set; }

    /// <summary>How many records are read at once. More serve more cold reads beside each other; each keeps a connection and its cache open.</summary>
    [Range(1, 64)]
    public int Readers { get; set; } = 4;

    /// <summary>How long a write waits for another process that holds the file. Longer rides out backups; shorter tells sooner.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
