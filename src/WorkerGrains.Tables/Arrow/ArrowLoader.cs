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
        using var batches = new CheckedArrowStream(stream, limits.MemoryBytes);
        if (Explain(name, batches) is { } refusal)
        {
            return refusal;
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
            return Explain(name, batches);
        }
        catch (DuckDBException) when (batches.Fault != ArrowFault.None)
        {
            return Explain(name, batches);
        }
        finally
        {
            CArrowArrayStream.Free(native);
        }
    }

    private static WorkError? Explain(string name, CheckedArrowStream batches) => batches.Fault switch
    {
        ArrowFault.None => null,
        ArrowFault.TooLarge => TableErrors.NoMemory,
        ArrowFault.UnsupportedType => TableErrors.UnsupportedType(name, batches.UnreadColumn!),
        _ => TableErrors.UnreadableTable(name, TableLoader.NameOf(TableFormat.Arrow)),
    };

    [LibraryImport("duckdb", EntryPoint = "duckdb_arrow_scan", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Scan(nint connection, string name, CArrowArrayStream* stream);
}
