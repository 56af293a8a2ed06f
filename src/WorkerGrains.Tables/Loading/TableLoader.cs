using System.Globalization;
using DuckDB.NET.Data;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables.Arrow;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tables.Loading;

/// <summary>Makes the tables of a request known to its database.</summary>
/// <remarks>Parquet stays where it is and is read as the query needs it, column by column; the other formats are read whole, once.</remarks>
/// <param name="database">Where they are made known.</param>
/// <param name="limits">What they may take.</param>
/// <param name="showsTypes">Whether the types of columns show in the answer, so that it is worth to guess them from many rows.</param>
internal sealed class TableLoader(TableDatabase database, TableLimits limits, bool showsTypes)
{
    // A tenth of what DuckDB looks at unless told otherwise, which takes it longer than to read a small table does.
    private const int FewRows = 2_048;

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public WorkError? Load(TableFile file, PrivateFile content)
    {
        if (!_names.Add(file.Name))
        {
            return TableErrors.SameName(file.Name);
        }

        if ((file.Format ?? Detect(content)) is not { } format)
        {
            return TableErrors.UnknownFormat(file.Name);
        }

        try
        {
            return Create(file, format, content) ?? Check(file, format, content);
        }
        catch (DuckDBException exception)
        {
            return DuckDbFailure.KindOf(exception) switch
            {
                "Out of Memory" or "Interrupt" => DuckDbFailure.Explain(exception, sql: null),
                _ when DuckDbFailure.IsTooLong(exception) => TableErrors.TooLongValue(file.Name, limits.MaxValueBytes),
                _ => TableErrors.UnreadableTable(file.Name, NameOf(format)),
            };
        }
    }

    /// <summary>How people call a format.</summary>
    public static string NameOf(TableFormat format) => format switch
    {
        TableFormat.Csv => "CSV",
        TableFormat.Tsv => "TSV",
        TableFormat.Json => "JSON",
        TableFormat.Ndjson => "NDJSON",
        TableFormat.Parquet => "Parquet",
        _ => "Arrow",
    };

    private static TableFormat? Detect(PrivateFile content)
    {
        var head = new byte[FormatDetector.HeadLength];
        content.Stream.Position = 0;
        return FormatDetector.Detect(head.AsSpan(0, content.Stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
    }

    private WorkError? Create(TableFile file, TableFormat format, PrivateFile content)
    {
        var name = TableDatabase.Name(file.Name);
        switch (format)
        {
            case TableFormat.Arrow:
                return new ArrowLoader(database, limits).Load(file.Name, content.Stream);
            case TableFormat.Parquet:
                database.Execute($"CREATE VIEW {name} AS SELECT * FROM read_parquet({TableDatabase.Text(content.Path)})");
                return null;
            case TableFormat.Json or TableFormat.Ndjson:
                database.Execute($"CREATE TABLE {name} AS SELECT * FROM {ReadJson(format, content)} LIMIT {limits.MaxRows + 1}");
                return null;
            default:
                CreateFromCsv(name, file, format, content);
                return null;
        }
    }

    private void CreateFromCsv(string name, TableFile file, TableFormat format, PrivateFile content)
    {
        try
        {
            database.Execute(Create(wholeFile: false));
        }
        catch (DuckDBException exception) when (DuckDbFailure.KindOf(exception) is "Conversion" or "Invalid Input" && !DuckDbFailure.IsTooLong(exception))
        {
            // The types were guessed from the beginning and do not fit the rest: look at all of it.
            database.Execute(Create(wholeFile: true));
        }

        string Create(bool wholeFile) => $"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {ReadCsv(file, format, content, wholeFile)} LIMIT {limits.MaxRows + 1}";
    }

    private string ReadCsv(TableFile file, TableFormat format, PrivateFile content, bool wholeFile)
    {
        var delimiter = format == TableFormat.Tsv ? "\t" : file.Delimiter;
        // Each thread has a buffer, so that of a small file is small.
        var line = MaxValueBytes(content);
        return string.Create(CultureInfo.InvariantCulture, $"read_csv({TableDatabase.Text(content.Path)}, compression = 'none', max_line_size = {line}, buffer_size = {2 * line}")
            + (wholeFile ? ", sample_size = -1" : showsTypes ? "" : string.Create(CultureInfo.InvariantCulture, $", sample_size = {FewRows}"))
            + (delimiter is null ? "" : $", delim = {TableDatabase.Text(delimiter)}")
            + (file.Header is { } header ? $", header = {(header ? "true" : "false")}" : "")
            + ")";
    }

    private string ReadJson(TableFormat format, PrivateFile content) => string.Create(
        CultureInfo.InvariantCulture,
        $"read_json({TableDatabase.Text(content.Path)}, compression = 'uncompressed', format = '{(format == TableFormat.Json ? "auto" : "newline_delimited")}', maximum_object_size = {MaxValueBytes(content)})");

    private long MaxValueBytes(PrivateFile content) => Math.Min(limits.MaxValueBytes, Math.Max(content.Stream.Length + 1, 64 * 1024));

    private WorkError? Check(TableFile file, TableFormat format, PrivateFile content)
    {
        var name = TableDatabase.Name(file.Name);
        var columns = database.Columns(name);
        if (columns.Count > limits.MaxColumns)
        {
            return TableErrors.TooManyColumns(file.Name, limits.MaxColumns);
        }

        // What a Parquet file says of itself may be a lie; then the deadline is the limit, as nothing of it is kept.
        var rows = format == TableFormat.Parquet
            ? database.Count($"SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata({TableDatabase.Text(content.Path)})")
            : database.Count($"SELECT count(*) FROM {name}");
        return rows > limits.MaxRows ? TableErrors.TooManyRows(file.Name, limits.MaxRows)
            : format != TableFormat.Parquet && database.LongestValue(name, columns) > limits.MaxValueBytes ? TableErrors.TooLongValue(file.Name, limits.MaxValueBytes)
            : null;
    }
}
