using System.Data.Common;

namespace WorkerGrains.Benchmarks.Prediction;

/// <summary>A row of the benchmark's table, as ML.NET takes rows from memory.</summary>
internal sealed class TableRow
{
    public const int Columns = 10;

#pragma warning disable IDE1006 // ML.NET calls columns as the properties are called.
    public float c0 { get; init; }

    public float c1 { get; init; }

    public float c2 { get; init; }

    public float c3 { get; init; }

    public float c4 { get; init; }

    public float c5 { get; init; }

    public float c6 { get; init; }

    public float c7 { get; init; }

    public float c8 { get; init; }

    public float c9 { get; init; }
#pragma warning restore IDE1006

    public static TableRow Of(DbDataReader reader) => new()
    {
        c0 = reader.GetFloat(0),
        c1 = reader.GetFloat(1),
        c2 = reader.GetFloat(2),
        c3 = reader.GetFloat(3),
        c4 = reader.GetFloat(4),
        c5 = reader.GetFloat(5),
        c6 = reader.GetFloat(6),
        c7 = reader.GetFloat(7),
        c8 = reader.GetFloat(8),
        c9 = reader.GetFloat(9),
    };
}
