namespace WorkerGrains.Grains.Storage.Sqlite;

/// <summary>One record to be written or, without data, removed, if what is stored is what its writer knows.</summary>
/// <param name="Grain">Whose record.</param>
/// <param name="Name">Which of the grain's.</param>
/// <param name="Known">The ETag that its writer knows; <see langword="null"/> when it knows of no record.</param>
/// <param name="Data">The record; <see langword="null"/> to remove it.</param>
internal sealed record SqliteWrite(string Grain, string Name, string? Known, ReadOnlyMemory<byte>? Data)
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The record's ETag once it is written. Never used before, so that a record removed and made anew is not taken for the old one.</summary>
    public string ETag { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Whether what is stored was what the writer knew, once the answer is durable.</summary>
    public Task<bool> Done => _done.Task;

    public int Size => Data?.Length ?? 0;

    public void Complete(bool isWritten) => _done.TrySetResult(isWritten);

    public void Fail(StateException exception) => _done.TrySetException(exception);
}
