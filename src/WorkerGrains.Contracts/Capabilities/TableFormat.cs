namespace WorkerGrains.Contracts.Capabilities;

/// <summary>How a table is written.</summary>
public enum TableFormat
{
    /// <summary>Comma-separated values, or separated by what <see cref="TableInput.Delimiter"/> says.</summary>
    Csv,

    /// <summary>Tab-separated values.</summary>
    Tsv,

    /// <summary>A JSON array of objects.</summary>
    Json,

    /// <summary>One JSON object a line.</summary>
    Ndjson,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>The Apache Arrow IPC stream format; the file format is read too.</summary>
    Arrow,
}
