namespace WorkerGrains.Training.Tables;

/// <summary>A model cannot be trained. The message says what to change.</summary>
internal sealed class TrainingException(string message) : Exception(message);
