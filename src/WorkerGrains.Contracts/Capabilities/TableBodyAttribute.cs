using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Marks the member of an input that may be sent as a raw table, in the media types of the formats that are read.</summary>
internal sealed class TableBodyAttribute() : BodyAttribute(
    TableMediaTypes.Csv, "text/tab-separated-values", Work.MediaTypes.NdJson, "application/json-lines", TableMediaTypes.Parquet, TableMediaTypes.ArrowStream, "application/vnd.apache.arrow.file");
