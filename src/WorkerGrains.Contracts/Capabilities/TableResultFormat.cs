namespace WorkerGrains.Contracts.Capabilities;

/// <summary>How the answer to a query is written.</summary>
public enum TableResultFormat
{
    /// <summary>Rows of values in the JSON of the answer.</summary>
    Json,

    /// <summary>One JSON object a line.</summary>
    Ndjson,

    /// <summary>Comma-separated values with a header.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>The Apache Arrow IPC stream format.</summary>
    Arrow,
}
