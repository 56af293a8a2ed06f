using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Tables;

/// <summary>Takes rows as a process sends them.</summary>
/// <remarks>While it does not return nothing more is read, so the process waits.</remarks>
/// <param name="lines">JSON objects, each on a line that ends.</param>
/// <param name="stop">Canceled when the query stops.</param>
/// <returns>Why no more are taken; <see langword="null"/> to go on.</returns>
/// <exception cref="OperationCanceledException"><paramref name="stop"/> was canceled.</exception>
internal delegate WorkError? RowTaker(ReadOnlySpan<byte> lines, CancellationToken stop);
