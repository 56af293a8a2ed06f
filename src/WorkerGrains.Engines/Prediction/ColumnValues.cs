using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Engines.Prediction;

/// <summary>The values of one column, as what was asked for.</summary>
/// <param name="Numbers">Numbers, and truth values as 0 and 1; what is missing is NaN. Empty for texts.</param>
/// <param name="Texts">Texts; what is missing is <see langword="null"/>. Empty for numbers.</param>
/// <seealso cref="ValueKind"/>
internal sealed record ColumnValues(double[] Numbers, string?[] Texts);
