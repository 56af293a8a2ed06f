using Apache.Arrow;
using Apache.Arrow.Ipc;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Engines.Prediction;

/// <summary>Reads what the process for tables gives of columns: Arrow, with the kinds that were asked for and no others.</summary>
internal static class ColumnReader
{
    /// <exception cref="InvalidDataException">The stream is not what was asked for.</exception>
    public static IReadOnlyList<ColumnValues> Read(byte[] stream, IReadOnlyList<ValueKind> kinds, int rows)
    {
        var columns = kinds.Select(kind => kind == ValueKind.Text ? new ColumnValues([], new string?[rows]) : new ColumnValues(new double[rows], [])).ToList();
        using var reader = new ArrowStreamReader(new MemoryStream(stream, writable: false));
        var start = 0;
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            using (batch)
            {
                if (batch.ColumnCount != columns.Count || batch.Length > rows - start)
                {
                    throw new InvalidDataException("The columns are not those that were asked for.");
                }

                for (var place = 0; place < columns.Count; place++)
                {
                    Copy(batch.Column(place), columns[place], start);
                }

                start += batch.Length;
            }
        }

        return start == rows ? columns : throw new InvalidDataException("Rows are missing.");
    }

    private static void Copy(IArrowArray array, ColumnValues values, int start)
    {
        switch (array)
        {
            case DoubleArray { NullCount: 0 } numbers when values.Numbers.Length > 0:
                numbers.Values.CopyTo(values.Numbers.AsSpan(start));
                break;
            case DoubleArray numbers when values.Numbers.Length > 0:
                for (var row = 0; row < numbers.Length; row++)
                {
                    values.Numbers[start + row] = numbers.GetValue(row) ?? double.NaN;
                }

                break;
            case BooleanArray truths when values.Numbers.Length > 0:
                for (var row = 0; row < truths.Length; row++)
                {
                    values.Numbers[start + row] = truths.GetValue(row) switch { true => 1, false => 0, null => double.NaN };
                }

                break;
            case StringArray texts when values.Texts.Length > 0:
                for (var row = 0; row < texts.Length; row++)
                {
                    values.Texts[start + row] = texts.GetString(row);
                }

                break;
            case { Length: 0 }:
                break;
            default:
                throw new InvalidDataException("A column is not of the kind that was asked for.");
        }
    }
}
