using System.Runtime.InteropServices;
using Apache.Arrow.C;
using Apache.Arrow.Ipc;
using DuckDB.NET.Native;

namespace WorkerGrains.Tables.Arrow;

/// <summary>Writes the answer to a query as an Arrow stream.</summary>
internal static unsafe class ArrowWriter
{
    public static void Write(TableDatabase database, string sql, Stream stream)
    {
        if (NativeMethods.Query.DuckDBQuery(database.Native, sql, out var result) != DuckDBState.Success)
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
            throw new InvalidOperationException("The answer cannot be read again.");
        }

        using var options = NativeMethods.Arrow.DuckDBResultGetArrowOptions(ref result);
        try
        {
            var schema = Schema(options, ref result);
            using var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true);
            writer.WriteStart();
            while (NativeMethods.Query.DuckDBFetchChunk(result) is { IsInvalid: false } chunk)
            {
                using (chunk)
                {
                    using var batch = Batch(options, chunk, schema);
                    writer.WriteRecordBatch(batch);
                }
            }

            writer.WriteEnd();
        }
        finally
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        }
    }

    private static Apache.Arrow.Schema Schema(DuckDBArrowOptions options, ref DuckDBResult result)
    {
        var count = (int)NativeMethods.Query.DuckDBColumnCount(ref result);
        var types = stackalloc nint[count];
        var names = stackalloc nint[count];
        var owned = new List<DuckDBLogicalType>(count);
        var schema = CArrowSchema.Create();
        try
        {
            for (var column = 0; column < count; column++)
            {
                owned.Add(NativeMethods.Query.DuckDBColumnLogicalType(ref result, column));
                types[column] = owned[column].DangerousGetHandle();
                names[column] = Marshal.StringToCoTaskMemUTF8(NativeMethods.Query.DuckDBColumnName(ref result, column));
            }

            using var error = NativeMethods.Arrow.DuckDBToArrowSchema(options, (nint)types, (nint)names, (ulong)count, (nint)schema);
            return CArrowSchemaImporter.ImportSchema(schema);
        }
        finally
        {
            CArrowSchema.Free(schema);
            for (var column = 0; column < owned.Count; column++)
            {
                Marshal.FreeCoTaskMem(names[column]);
                owned[column].Dispose();
            }
        }
    }

    private static Apache.Arrow.RecordBatch Batch(DuckDBArrowOptions options, DuckDBDataChunk chunk, Apache.Arrow.Schema schema)
    {
        var array = CArrowArray.Create();
        try
        {
            using var error = NativeMethods.Arrow.DuckDBDataChunkToArrow(options, chunk, (nint)array);
            return CArrowArrayImporter.ImportRecordBatch(array, schema);
        }
        finally
        {
            CArrowArray.Free(array);
        }
    }
}
