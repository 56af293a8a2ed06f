using System.Runtime.InteropServices;
using Apache.Arrow.C;
using DuckDB.NET.Data;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables.Loading;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tables.Arrow;

/// <summary>Reads Arrow data in managed code, checks it, and hands it to DuckDB without copying.</summary>
internal sealed unsafe partial class ArrowLoader(TableDatabase database, TableLimits limits)
{
    public WorkError? Load(string name, Stream stream)
    {
        stream.Position = 0;
        var scan = $"{TableDatabase.OwnSchema}_arrow";
        using var batches = new CheckedArrowStream(stream);
        if (!batches.IsReadable)
        {
            return TableErrors.UnreadableTable(name, TableLoader.NameOf(TableFormat.Arrow));
        }

        var native = CArrowArrayStream.Create();
        try
        {
            CArrowArrayStreamExporter.ExportArrayStream(batches, native);
            if (Scan(database.Native.DangerousGetHandle(), scan, native) != 0)
            {
                return TableErrors.UnreadableTable(name, TableLoader.NameOf(TableFormat.Arrow));
            }

            database.Execute($"CREATE TABLE {TableDatabase.Name(name)} AS SELECT * FROM {scan} LIMIT {limits.MaxRows + 1}; DROP VIEW {scan}");
            return batches.Failed ? TableErrors.UnreadableTable(name, TableLoader.NameOf(TableFormat.Arrow)) : null;
        }
        catch (DuckDBException) when (batches.Failed)
        {
            return TableErrors.UnreadableTable(name, TableLoader.NameOf(TableFormat.Arrow));
        }
        finally
        {
            CArrowArrayStream.Free(native);
        }
    }

    [LibraryImport("duckdb", EntryPoint = "duckdb_arrow_scan", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Scan(nint connection, string name, CArrowArrayStream* stream);
}
