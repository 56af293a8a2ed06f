namespace WorkerGrains.Training.Spam;

/// <summary>One labelled mail of the corpus.</summary>
/// <param name="Name">Its group and the name of its file.</param>
/// <param name="IsSpam">Its label.</param>
/// <param name="Message">The message as it was sent.</param>
internal sealed record CorpusMail(string Name, bool IsSpam, ReadOnlyMemory<byte> Message)
{
    /// <summary>Whether it is ham that has much in common with spam: newsletters, offers that were asked for.</summary>
    public bool IsHardHam => Name.StartsWith("hard-ham", StringComparison.Ordinal);
}
