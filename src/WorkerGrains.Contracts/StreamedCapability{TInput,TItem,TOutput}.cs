namespace WorkerGrains.Contracts;

/// <summary>A capability that answers with items while it runs, and with its output when it has.</summary>
/// <remarks>Run without streaming it answers with the output alone, so the output says everything that a caller who read no item needs.</remarks>
/// <example><code>
/// public static readonly StreamedCapability&lt;CountDown, Second, Ended&gt; CountDown = new("clock.count_down", "1.0.0") { Summary = "Counts down." };
/// </code></example>
/// <typeparam name="TInput">The input record.</typeparam>
/// <typeparam name="TItem">The record of each item; encoded it takes at most <see cref="Work.WorkEvent.MaxItemBytes"/>.</typeparam>
/// <typeparam name="TOutput">The output record: the last event of a stream.</typeparam>
public sealed class StreamedCapability<TInput, TItem, TOutput> : Capability<TInput, TOutput>
    where TInput : class
    where TItem : class
    where TOutput : class
{
    /// <inheritdoc/>
    public StreamedCapability(string name, string version)
        : base(name, version)
    {
    }

    /// <inheritdoc/>
    public override Type ItemType => typeof(TItem);
}
