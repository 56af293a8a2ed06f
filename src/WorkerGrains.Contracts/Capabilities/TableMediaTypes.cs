namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Media types of tables.</summary>
public static class TableMediaTypes
{
    /// <summary>Comma-separated values. Source: RFC 4180.</summary>
    public const string Csv = "text/csv";

    /// <summary>Apache Parquet.</summary>
    public const string Parquet = "application/vnd.apache.parquet";

    /// <summary>The Apache Arrow IPC stream format.</summary>
    public const string ArrowStream = "application/vnd.apache.arrow.stream";
}
