using WorkerGrains.Engines.Prediction;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Training.Tables;

/// <summary>A column of the table to train on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Values">Its values, a row each.</param>
internal sealed record TrainingColumn(string Name, ValueKind Kind, ColumnValues Values);
